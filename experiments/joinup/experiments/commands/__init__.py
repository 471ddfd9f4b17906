"""What the commands on studies do: one module a command."""
