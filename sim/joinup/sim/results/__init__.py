"""What a run returns: tables, outcomes, scorecard, observables, journeys."""
