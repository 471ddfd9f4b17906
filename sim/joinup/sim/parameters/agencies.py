"""Agencies: the parameters of all mechanisms in one section (ODD 2)."""

from __future__ import annotations

from joinup.sim.declarations import Named
from joinup.sim.mechanisms.access.parameters import Accommodation
from joinup.sim.mechanisms.effort.parameters import Aims
from joinup.sim.mechanisms.funding.parameters import Pooling
from joinup.sim.mechanisms.journeys.parameters import Capacity
from joinup.sim.mechanisms.ledger.parameters import Costs
from joinup.sim.mechanisms.outreach_and_consultation.parameters import Adaptation, Outreach
from joinup.sim.mechanisms.partnership.parameters import Staff


class Agency(Outreach, Adaptation, Pooling, Costs, Staff, Aims, Accommodation, Capacity, Named):
    """A role: every locality has one agency of it."""
