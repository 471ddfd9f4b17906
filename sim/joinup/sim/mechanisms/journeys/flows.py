"""What this room counts, and what it can do to a client (ODD 6)."""

from __future__ import annotations

from joinup.sim.mechanisms.columns import Flow

ONSETS = 0
RELAPSES = 1
RETURNED = 2
PRESENTED = 3
EXITS_SEEKING = 4
JOINED_LIST = 5
HAND_OFFS_SUCCEEDED = 6
STARTED_SERVICE = 8
ABANDONED = 9
EXITS_WAITING = 10
COMPLETIONS = 11
RESOLVED = 12
LAPSED_AFTER_HAND_OFF = 13
WRONG_DOOR_LAPSED = 14
REFUSED = 15
EXITS_LAPSED = 16
RESOLVED_WITHOUT_HELP = 17
HAND_OFFS_ATTEMPTED = 18
JOINED_UP = 19
DISSATISFIED = 23
REACHED = 24
RESOLVED_WITHIN_52 = 25
RECURRENCES = 29
WEEKS_WAITED = 30
NOT_HELPED = 32
EXITS_IN_SERVICE = 33
HELPED_WITHIN_26 = 34
HELPED_WITHIN_52 = 35
HELPED_WITHIN_104 = 36
WEEKS_TO_HELP = 37
PROMOTED_SERVING = 39
PROMOTED_WAITING = 40

FLOWS = {
    ONSETS: Flow("onsets", "episodes that began, relapses apart"),
    RELAPSES: Flow("relapses", "episodes that began after earlier help, by the added hazard of relapse"),
    RETURNED: Flow("returned", "lapsed clients who tried again, or were found by outreach"),
    PRESENTED: Flow("presented", "presented at an agency"),
    EXITS_SEEKING: Flow("exits_seeking", "needs that ended by themselves while the client was seeking help"),
    JOINED_LIST: Flow("joined_list", "joined a waiting list after presenting, at a wrong door included"),
    HAND_OFFS_SUCCEEDED: Flow("hand_offs_succeeded", "hand-offs after service that worked"),
    STARTED_SERVICE: Flow("started_service", "services started"),
    ABANDONED: Flow("abandoned", "gave up waiting"),
    EXITS_WAITING: Flow("exits_waiting", "needs that ended by themselves while the client was waiting"),
    COMPLETIONS: Flow("completions", "services completed"),
    RESOLVED: Flow("resolved", "episodes resolved by services"),
    LAPSED_AFTER_HAND_OFF: Flow("lapsed_after_hand_off", "lost in a hand-off after service"),
    WRONG_DOOR_LAPSED: Flow("wrong_door_lapsed", "lost at a wrong door"),
    REFUSED: Flow("refused", "turned away as not eligible"),
    EXITS_LAPSED: Flow("exits_lapsed", "needs that ended by themselves while the client had given up"),
    RESOLVED_WITHOUT_HELP: Flow(
        "resolved_without_help",
        "needs that ended by themselves, in any state; never an outcome of the service",
    ),
    HAND_OFFS_ATTEMPTED: Flow("hand_offs_attempted", "hand-offs tried, after service and from wrong doors"),
    JOINED_UP: Flow("joined_up", "resolved with two or more needs, by two or more agencies, without a lapse"),
    DISSATISFIED: Flow(
        "dissatisfied", "gave up waiting, lost in a hand-off, refused, not helped or displeased by the wait"
    ),
    REACHED: Flow("reached", "first services of an episode"),
    RESOLVED_WITHIN_52: Flow("resolved_within_52", "episodes resolved within 52 weeks of onset"),
    RECURRENCES: Flow("recurrences", "needs met that came back in an open episode"),
    WEEKS_WAITED: Flow("weeks_waited", "weeks waited by those who started service this week"),
    NOT_HELPED: Flow("not_helped", "given up after services that did not help, with nobody left to try"),
    EXITS_IN_SERVICE: Flow("exits_in_service", "needs that ended by themselves while the client was served"),
    HELPED_WITHIN_26: Flow("helped_within_26", "of the episodes begun 26 weeks ago, those resolved by now"),
    HELPED_WITHIN_52: Flow("helped_within_52", "of the episodes begun 52 weeks ago, those resolved by now"),
    HELPED_WITHIN_104: Flow(
        "helped_within_104", "of the episodes begun 104 weeks ago, those resolved by now"
    ),
    WEEKS_TO_HELP: Flow("weeks_to_help", "weeks that these took from onset to help, in all"),
    PROMOTED_SERVING: Flow("promoted_serving", "services beside the main one, under way when that ended"),
    PROMOTED_WAITING: Flow("promoted_waiting", "services beside the main one, waited for when that ended"),
}
"""Columns of the weekly table."""

NOTHING = 0
NEED_AROSE = 1
RELAPSE = 2
RETURNED_HELP = 3
JOINED = 5
WRONG_DOOR_OK = 6
WRONG_DOOR_FAILED = 7
TURNED_AWAY = 8
SERVICE_STARTED = 9
COMPLETED = 10
HANDED_ON = 11
HAND_OFF_FAILED = 12
SOLVED = 13
GAVE_UP = 14
ENDED_BY_ITSELF = 15
NEED_RETURNED = 21
SOLVED_JOINTLY = 22
LEFT_UNHELPED = 23
KEPT_PLACE = 25
JOINED_BESIDE = 26
STARTED_BESIDE = 27
COMPLETED_BESIDE = 28
PROMOTED = 29

MOVES = {
    NOTHING: "nothing",
    NEED_AROSE: "a need arose",
    RELAPSE: "the need came back",
    RETURNED_HELP: "tried again",
    JOINED: "joined the list",
    WRONG_DOOR_OK: "went to the wrong door and was handed on",
    WRONG_DOOR_FAILED: "went to the wrong door and was lost",
    TURNED_AWAY: "was refused",
    SERVICE_STARTED: "service started",
    COMPLETED: "service was completed",
    HANDED_ON: "was handed on",
    HAND_OFF_FAILED: "was lost in a hand-off",
    SOLVED: "all needs were met",
    GAVE_UP: "gave up waiting",
    ENDED_BY_ITSELF: "the need ended by itself",
    NEED_RETURNED: "a need that had been met came back",
    SOLVED_JOINTLY: "all needs were met, jointly",
    JOINED_BESIDE: "joined another list beside it",
    STARTED_BESIDE: "another service started beside it",
    COMPLETED_BESIDE: "the service beside it was completed",
    PROMOTED: "went on with the service beside it",
    KEPT_PLACE: "could not be handed on and kept its place, to try again",
    LEFT_UNHELPED: "services did not help, and there was nobody left to try",
}
"""What stories say of a client."""
