"""Cases of verification that are covered by tests of their own, and what each of those shows.

The page of verification tells a reader where to look; a test checks that every test named here exists.
"""

from __future__ import annotations

from typing import NamedTuple


class Cover(NamedTuple):
    """A test that covers a case, or a part of it.

    Attributes
    ----------
    test
        The test, as pytest names it: file and function.
    shows
        What it shows, in a sentence.
    """

    test: str
    shows: str


ELSEWHERE: dict[str, tuple[Cover, ...]] = {
    "V01": (
        Cover(
            "tests/sim/test_invariants.py::test_every_identity_holds_in_any_scenario",
            "in scenarios drawn at random every flow explains its stock, every week and group",
        ),
        Cover(
            "tests/sim/test_invariants.py::test_columns_agree_every_week_and_nobody_in_service_is_put_out",
            "clients counted one by one agree with the counts, every week",
        ),
    ),
    "V42": (
        Cover(
            "tests/sim/test_properties_scale.py::test_common_draws_make_a_difference_ten_times_as_sharp",
            "hand-offs by .50 and .55: variance ratio 10.47 within 10 %, and nobody is worse off",
        ),
        Cover(
            "tests/sim/test_common_random_numbers.py::"
            "test_whoever_gets_through_a_hand_off_gets_through_an_easier_one",
            "the same at any two chances, client by client",
        ),
        Cover(
            "tests/sim/test_common_random_numbers.py::test_replicates_of_two_scenarios_are_paired",
            "differences between twins vary less than the twins",
        ),
    ),
    "V43": (
        Cover(
            "tests/sim/test_properties_symmetry.py::test_parts_that_do_nothing_change_no_figure_of_any_scenario",
            "idle parts of every kind added to scenarios drawn at random: every table bit for bit",
        ),
        Cover(
            "tests/sim/test_common_random_numbers.py::test_a_lever_that_does_nothing_changes_no_figure",
            "levers that do nothing, one by one",
        ),
    ),
    "V44": (
        Cover(
            "tests/sim/test_properties_symmetry.py::"
            "test_the_order_of_agencies_groups_and_instruments_does_not_matter",
            "lists turned round: counts exactly, sums of reals to 1e-9; three ties that the order of the"
            " file breaks are named there",
        ),
        Cover(
            "tests/sim/test_properties_symmetry.py::"
            "test_other_names_change_nothing_where_nothing_is_drawn_by_name",
            "other names: the same figures under the other names, bit for bit",
        ),
        Cover(
            "tests/sim/test_properties_symmetry.py::test_other_names_change_chance_and_nothing_else",
            "other names where draws go by name: the same distribution",
        ),
        Cover(
            "tests/sim/test_properties_symmetry.py::"
            "test_the_order_of_localities_changes_who_lives_where_and_nothing_else",
            "localities the other way round: the same distribution, since clients are numbered by locality",
        ),
    ),
    "V45": (
        Cover(
            "tests/sim/test_properties_symmetry.py::"
            "test_a_group_split_into_groups_that_are_alike_is_the_same_group",
            "a group split into two to four alike: every total bit for bit, in scenarios drawn at random",
        ),
        Cover(
            "tests/sim/test_properties_symmetry.py::test_one_of_two_groups_split_is_the_same_in_distribution",
            "one of several groups split: the same mean, since membership is drawn by name",
        ),
    ),
    "V46": (
        Cover(
            "tests/sim/test_properties_scale.py::test_a_town_cut_in_two_waits_as_long_as_its_own_queue_says",
            "ten places in one queue or in two: mean waits 1.945 and 5.266 weeks, as the exact chain says",
        ),
        Cover(
            "tests/sim/test_properties_scale.py::"
            "test_a_town_cut_in_parts_is_the_same_town_where_places_never_run_out",
            "with places for all, the same client by client",
        ),
    ),
    "V47": (
        Cover(
            "tests/sim/test_properties_scale.py::test_noise_averages_out_with_the_square_root_of_size",
            "standard deviations per client fall as k to the -0.5 (within 0.05)",
        ),
        Cover(
            "tests/sim/test_properties_scale.py::test_queues_per_head_shrink_with_size_and_other_figures_settle",
            "the queue per client falls with size, outcomes and cost per client settle",
        ),
    ),
    "V48": (
        Cover(
            "tests/sim/test_properties_symmetry.py::test_another_unit_of_money_changes_amounts_and_nothing_else",
            "a currency of which 64 make a pound: clients and decisions bit for bit, amounts times 64;"
            " there is no other unit of time than the week",
        ),
        Cover(
            "tests/sim/mechanisms/test_incentives.py::test_the_price_level_changes_no_decision",
            "decisions do not depend on the price level",
        ),
    ),
    "V49": (
        Cover(
            "tests/sim/test_properties_inert.py::test_a_form_that_covers_nobody_or_nothing_is_no_form",
            "no reach, one member, nobody who joins: as under `none`, every table, scenarios drawn at random",
        ),
        Cover(
            "tests/sim/mechanisms/test_joint_levers.py::test_without_a_form_every_joint_lever_is_inert",
            "every joint lever one by one",
        ),
        Cover(
            "tests/sim/mechanisms/test_joint_levers.py::test_the_same_levers_do_work_under_a_form",
            "the same levers move figures where there is a form",
        ),
    ),
    "V50": (
        Cover(
            "tests/sim/test_properties_inert.py::"
            "test_publicity_does_nothing_where_everybody_knows_and_nobody_forgets",
            "campaigns, word of mouth and contacts of any kind move no client and cost what they cost",
        ),
    ),
    "V51": (
        Cover(
            "tests/sim/test_clients_by_hand.py::test_five_clients_with_two_needs_week_by_week",
            "lists, service and hand-offs of five clients, week by week as worked out by hand",
        ),
        Cover(
            "tests/sim/test_clients_by_hand.py::test_five_clients_lost_in_hand_offs_come_back_by_complaining",
            "the same with failed hand-offs, complaints and redress",
        ),
        Cover(
            "tests/sim/test_clients_by_hand.py::test_five_clients_who_give_up_at_once_and_return_at_once",
            "the same with giving up and coming back",
        ),
    ),
    "V52": (
        Cover(
            "tests/sim/test_determinism.py::test_a_copy_goes_on_as_the_original_does",
            "a run copied or pickled half-way goes on as the original",
        ),
    ),
    "V53": (
        Cover(
            "tests/sim/test_oracle.py::test_both_implementations_agree_week_by_week",
            "a second implementation, one object per client, agrees week by week, client by client",
        ),
    ),
    "V54": (
        Cover(
            "tests/sim/test_metamorphic.py::test_the_relation_holds_in_a_plain_town",
            "eight relations hold beyond chance, seed by seed (sign test at 1 %)",
        ),
        Cover(
            "tests/sim/test_metamorphic.py::test_the_relation_is_not_reversed_in_any_town",
            "none is reversed in towns drawn at random",
        ),
        Cover(
            "tests/sim/test_levers.py::test_the_lever_does_what_the_sentence_says",
            "more than thirty levers move their measure as stated, and not without their equation",
        ),
    ),
}
"""Tests by number of the case, in the order in which a reader should look at them."""
