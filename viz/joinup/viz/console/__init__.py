"""The facilitator's controls, in Solara."""
