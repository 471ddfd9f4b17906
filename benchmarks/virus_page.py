"""Mesa's own viewer with its own example of a network, as a page of Solara, to be measured beside ours.

The example's page draws by Altair, whose scripts come from outside; here Mesa's other way of drawing,
Matplotlib, shows the same network and the same chart.
"""

from mesa.examples.basic.virus_on_network.app import agent_portrayal
from mesa.examples.basic.virus_on_network.model import VirusOnNetwork
from mesa.visualization import SolaraViz, SpaceRenderer, make_plot_component

NODES = 300

model = VirusOnNetwork(num_nodes=NODES, rng=1)
renderer = SpaceRenderer(model, backend="matplotlib")
renderer.setup_structure().setup_agents(agent_portrayal)
renderer.render()
chart = make_plot_component({"Infected": "red", "Susceptible": "green", "Resistant": "gray"})
page = SolaraViz(model, renderer, components=[chart], play_interval=round(1000 / 15), name="Virus Model")
