"""Forms of joint working, trust and routine (ODD 4.2)."""
