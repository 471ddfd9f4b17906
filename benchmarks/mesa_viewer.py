"""Mesa's own viewer with Mesa's own example of a virus on a network, at 300 nodes, as a page for Solara.

It is as the example has it but for its size and the shortest pause between steps. It prints how many steps
have been made, over and over.
"""

import threading
import time

from mesa.examples.basic.virus_on_network.app import (
    StatePlot,
    agent_portrayal,
    get_resistant_susceptible_ratio,
    model_params,
)
from mesa.examples.basic.virus_on_network.model import VirusOnNetwork
from mesa.visualization import SolaraViz, SpaceRenderer

NODES = 300

model = VirusOnNetwork(num_nodes=NODES)
renderer = (
    SpaceRenderer(model, backend="altair")
    .setup_structure(
        node_kwargs={"color": "black", "filled": False, "strokeWidth": 5}, edge_kwargs={"strokeDash": [6, 1]}
    )
    .setup_agents(agent_portrayal)
)
renderer.render()


def tell() -> None:
    """Print how many steps have been made."""
    while True:
        print(f"steps {model.steps}", flush=True)
        time.sleep(0.25)


threading.Thread(target=tell, daemon=True).start()

page = SolaraViz(
    model,
    renderer,
    components=[StatePlot, get_resistant_susceptible_ratio],
    model_params=model_params,
    name="Virus on a network",
    play_interval=1,
)
