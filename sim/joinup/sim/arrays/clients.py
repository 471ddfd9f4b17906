"""What is stored of a client, and of what happens to one.

What every week's scan reads of every client stands in the columns `code` and `traits` of `State`. All else is
read only of the few to whom something happens, and stands side by side in a record, so that a move touches
one or two lines of the processor's cache.
"""

from __future__ import annotations

from joinup.sim.arrays.columns import Column, record

CLIENT_COLUMNS = (
    Column("access", "u1", "access needs, a bit each"),
    Column(
        "flags",
        "u2",
        "eligible, lapsed, owed redress, helped before, complained, handed on, traced, holds a place,"
        " is served beside the main service, has been on a list in the episode (where there are navigators):"
        " a bit each; and in three bits its navigator",
    ),
    Column("needs", "u1", "needs not yet met, a bit each"),
    Column("needs_at_onset", "u1", "needs with which the episode began, a bit each"),
    Column("tried", "u1", "needs for which a service of the episode did not help, a bit each"),
    Column("role", "u1", "agency where it waits or is served; 255 for none"),
    Column("last_role", "u1", "agency that served it last, if the next may build on its work; 255 for none"),
    Column("beside", "u1", "agency beside the main one where it waits or is served; 255 for none"),
    Column("beside_since", "i2", "when it joined that list, or that service started", "week"),
    Column("hops", "u1", "hand-offs tried in the episode, at most 255"),
    Column("met", "u2", "agencies that served it in the episode, a bit each"),
    Column("entered", "i2", "when it came into its present state", "week"),
    Column("onset_week", "i2", "when the episode began", "week"),
    Column("waited", "u2", "time on waiting lists in the episode", "weeks"),
    Column("aware_since", "i2", "when it became aware", "week"),
    Column("joint", "f4", "smallest J of the episode; after it, the protection against relapse", "share"),
)
CLIENT = record(CLIENT_COLUMNS)

TICKET_COLUMNS = (
    Column("client", "i4", "who took it"),
    Column("joined", "i2", "when", "week"),
    Column("next", "i4", "next ticket of the list, or of those put back; -1 for none"),
)
"""A place on a waiting list."""
TICKET = record(TICKET_COLUMNS)

TICKETS_COLUMNS = (
    Column("first", "i8", "number of the first ticket"),
    Column("most", "i8", "how many there are"),
    Column("used", "i8", "how many have ever been used"),
    Column("put_back", "i8", "first of the tickets put back; -1 for none"),
)
"""The tickets of a locality."""
TICKETS = record(TICKETS_COLUMNS)

EPISODE_COLUMNS = (
    Column("client", "i4", "whose it was"),
    Column("locality", "i4", "where"),
    Column("group", "u1", "the client's group"),
    Column("onset", "i4", "when it began", "week"),
    Column("end", "i4", "when it ended", "week"),
    Column("weeks_waited", "i4", "time on waiting lists", "weeks"),
    Column("needs", "u1", "how many needs it had"),
    Column("agencies", "u1", "how many agencies served the client"),
    Column("outcome", "u1", "how it ended, a number of `MOVES`"),
)
"""An episode that has ended."""
EPISODE = record(EPISODE_COLUMNS)

MOVE_COLUMNS = (
    Column("week", "i4", "when", "week"),
    Column("client", "i4", "who"),
    Column("move", "u1", "what happened, a number of `MOVES`"),
    Column("agency", "u1", "where; 255 for none"),
    Column("other", "u1", "agency to which it was handed on; 255 for none"),
    Column("chance", "f4", "how probable it was", "share"),
    Column("joint", "f4", "J that counted, or the protection", "share"),
)
"""A move of a traced client."""
MOVE = record(MOVE_COLUMNS)
