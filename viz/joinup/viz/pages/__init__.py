"""The page for a screen: Solara for what is asked, components drawn in the browser for what is shown."""
