"""Where each promise is held: the 48 requirements of accessibility, and the rows about repeats, navigation and time.

A promise without a test, and a test that is named here and not there, fail. What only a person can do says so.
"""

import ast
from functools import cache

import pytest

from engage.config import ROOT

ENGAGE, BROWSER = "tests/engage", "tests/browser"
PRINTED = f"{ENGAGE}/test_printed_pages.py"
QUESTIONS, STAFF = f"{ENGAGE}/test_question_pages.py", f"{ENGAGE}/test_staff_pages.py"
REPEATS, ROBUST = f"{ENGAGE}/test_repeats.py", f"{BROWSER}/test_robust.py"
#: pages are checked wherever a test fetches one: tests/structure.py; here is the proof that the check would notice
EVERY_PAGE = "tests/test_structure.py::test_a_broken_promise_is_noticed"
OTHER_PAGES = "tests/test_structure.py::test_a_broken_promise_of_other_pages_is_noticed"
MATRIX = f"{BROWSER}/test_matrix.py::test_every_page_in_every_wording_and_language"
WITHOUT_SCRIPTS = f"{BROWSER}/test_matrix.py::test_every_page_without_scripts"
STAFF_PAGES = f"{BROWSER}/test_staff.py::test_every_staff_page_is_looked_at_closely"

#: requirement -> tests that hold it
REQUIREMENTS = {
    1: [f"{ENGAGE}/test_languages.py::test_a_page_says_its_language_and_direction",
        f"{ENGAGE}/test_languages.py::test_living_well_shows_no_english_to_those_who_read_another_language",
        f"{ENGAGE}/test_languages.py::test_free_text_is_marked_with_its_language_when_the_page_has_another"],
    2: [EVERY_PAGE, MATRIX],
    3: [MATRIX, f"{BROWSER}/test_errors.py::test_an_answer_that_is_too_big_to_take"],
    4: [WITHOUT_SCRIPTS, f"{BROWSER}/test_journey.py::test_a_resident_answers_everything_with_mistakes_on_the_way",
        f"{BROWSER}/test_languages.py::test_the_language_changes_with_a_press_and_nothing_typed_is_lost",
        f"{BROWSER}/test_returning.py::test_leave_come_back_elsewhere_send_look_change_and_withdraw"],
    5: [MATRIX, f"{BROWSER}/test_easy_read.py::test_bigger_text_keeps_ticks_grows_everything_and_fits"],
    6: [f"{BROWSER}/test_matrix.py::test_tab_comes_to_everything_that_can_be_used_in_its_order_and_out_again",
        f"{BROWSER}/test_keyboard.py::test_the_whole_journey_needs_no_pointer",
        f"{BROWSER}/test_keyboard.py::test_the_skip_link_comes_first_and_leads_past_the_header"],
    7: [MATRIX],
    8: [f"{QUESTIONS}::test_a_page_asks_one_question_under_the_name_of_its_section"],
    9: [f"{QUESTIONS}::test_a_choice_is_a_group_whose_legend_is_the_question_and_says_how_many"],
    10: [f"{QUESTIONS}::test_nothing_is_chosen_or_written_before_the_person_does",
         f"{ENGAGE}/test_responses.py::test_more_than_three_ticks_is_an_error_that_keeps_all_ticks",
         "tests/forms/test_fields.py::test_none_to_three_choices_are_accepted", MATRIX],
    11: [f"{QUESTIONS}::test_refusing_to_say_stands_last_after_or",
         f"{QUESTIONS}::test_none_of_these_is_chosen_alone",
         "tests/forms/test_fields.py::test_what_excludes_the_others_is_chosen_alone",
         "tests/test_definitions.py::test_every_question_about_you_can_be_declined"],
    12: [OTHER_PAGES, f"{ENGAGE}/test_languages.py::test_an_error_is_told_in_the_language_of_the_page",
         f"{BROWSER}/test_keyboard.py::test_after_a_mistake_focus_is_on_the_summary_and_its_link_leads_to_the_first_answer"],
    13: [EVERY_PAGE],
    14: [f"{QUESTIONS}::test_free_text_has_room_and_says_what_not_to_write",
         f"{ENGAGE}/test_bad_text.py::test_one_character_too_many_is_refused_with_the_whole_text_in_the_page",
         f"{ENGAGE}/test_respondents.py::test_beside_a_free_text_stands_what_not_to_write_and_where_help_is"],
    15: [f"{ROBUST}::test_back_before_sending_keeps_the_answers",
         f"{ROBUST}::test_a_double_click_on_send_makes_one_response_and_a_refresh_none"],
    16: [f"{ROBUST}::test_the_other_wording_keeps_what_was_typed_and_ticked",
         f"{BROWSER}/test_languages.py::test_the_language_changes_with_a_press_and_nothing_typed_is_lost",
         f"{ENGAGE}/test_languages.py::test_ticks_go_along_when_the_language_changes"],
    17: [f"{REPEATS}::test_a_form_that_was_left_open_for_hours_is_taken",
         f"{ENGAGE}/test_returning.py::test_words_that_were_typed_for_longer_than_half_an_hour_are_saved",
         f"{BROWSER}/test_returning.py::test_a_kiosk_asks_after_five_minutes_and_starts_again_a_minute_later"],
    18: [f"{ENGAGE}/test_return_codes.py::test_a_code_is_six_groups_of_four_without_look_alikes",
         f"{ENGAGE}/test_returning.py::test_the_page_of_the_code_says_that_lost_is_lost",
         f"{ENGAGE}/test_code_email.py::test_the_address_is_kept_nowhere"],
    19: [f"{QUESTIONS}::test_a_change_link_says_what_it_changes",
         f"{ENGAGE}/test_responses.py::test_the_check_says_what_was_not_answered"],
    20: [f"{QUESTIONS}::test_the_page_before_the_questions_about_you_says_why_and_that_they_are_kept_apart",
         f"{ENGAGE}/test_responses.py::test_not_asked_blank_and_prefer_not_to_say_are_three_things"],
    21: [f"{QUESTIONS}::test_the_receipt_says_what_happens_next_and_when_and_how_to_keep_it",
         f"{REPEATS}::test_the_receipt_can_be_opened_again_and_sends_nothing",
         f"{REPEATS}::test_a_receipt_outlives_the_consultation"],
    22: [EVERY_PAGE, f"{ENGAGE}/test_information.py::test_the_foot_is_the_same_in_the_same_order_on_every_page"],
    23: [MATRIX],
    24: [OTHER_PAGES, f"{ENGAGE}/test_languages.py::test_every_page_offers_each_language_in_its_own_name"],
    25: [f"{ROBUST}::test_a_first_visit_to_a_question_is_small_and_asks_nobody_else",
         f"{ENGAGE}/test_headers.py::test_every_page_carries_the_security_headers"],
    26: ["tests/test_messages.py::test_a_standard_text_of_a_page_has_short_sentences",
         "tests/forms/test_wording.py::test_living_well_has_no_error_and_no_warning_in_english",
         "tests/forms/test_wording.py::test_a_standard_text_may_speak_in_the_passive_but_not_in_unknown_letters"],
    27: [EVERY_PAGE, "tests/test_messages.py::test_an_easy_read_text_of_a_page_has_at_most_fifteen_words",
         "tests/test_catalogues.py::test_an_easy_read_text_is_as_short_in_every_language",
         "tests/forms/test_wording.py::test_a_sentence_of_sixteen_words_is_not_easy_read",
         f"{ENGAGE}/test_languages.py::test_a_questionnaire_that_breaks_the_rules_of_easy_read_is_not_published"],
    28: [EVERY_PAGE, f"{BROWSER}/test_easy_read.py::test_a_picture_stands_at_the_start_of_its_words",
         f"{BROWSER}/test_languages.py::test_arabic_is_mirrored",
         f"{ENGAGE}/test_easy_read.py::test_every_sentence_option_and_error_has_a_picture"],
    29: [f"{BROWSER}/test_easy_read.py::test_easy_read_is_large_plain_and_starts_at_the_left",
         "tests/forms/test_wording.py::test_easy_read_is_advised", EVERY_PAGE],
    30: ["tests/forms/test_hard_words.py::test_a_hard_word_that_nobody_explains_is_named",
         f"{ENGAGE}/test_easy_read.py::test_a_hard_word_is_bold_and_escaped_and_nowhere_marked"],
    31: [f"{ENGAGE}/test_easy_read.py::test_results_give_each_option_its_own_base",
         "tests/forms/test_hard_words.py::test_an_option_of_one_wording_that_makes_no_sense_is_refused_with_its_place",
         f"{ENGAGE}/test_respondents.py::test_every_capacity_is_kept_and_those_that_need_more_have_a_page_of_their_own"],
    32: [f"{ENGAGE}/test_pictures.py::test_the_credits_name_the_maker_and_licence_of_every_picture",
         f"{ENGAGE}/test_pictures.py::test_what_cannot_be_taken_is_refused_with_the_reason"],
    34: [STAFF_PAGES, f"{BROWSER}/test_staff.py::test_the_staff_side_needs_no_pointer",
         f"{BROWSER}/test_staff.py::test_a_mistake_at_signing_in_has_the_focus"],
    35: [OTHER_PAGES, f"{ENGAGE}/test_sign_in.py::test_the_page_works_with_password_managers",
         f"{BROWSER}/test_staff.py::test_before_a_sign_in_runs_out_the_page_asks"],
    37: [f"{STAFF}::test_every_chart_has_a_name_a_summary_and_its_figures_in_a_table_beside_it",
         f"{ENGAGE}/test_results.py::test_the_chart_says_the_same_as_its_table"],
    38: [OTHER_PAGES, STAFF_PAGES],
    39: [f"{STAFF}::test_no_script_acts_while_somebody_is_still_choosing"],
    40: [f"{STAFF}::test_a_link_to_a_file_says_what_kind_it_is_and_how_big",
         f"{STAFF}::test_a_workbook_has_named_sheets_with_a_header_row_and_no_merged_cells",
         f"{ENGAGE}/test_exports.py::test_a_csv_file_reads_back_as_it_was_written"],
    41: [OTHER_PAGES, f"{STAFF}::test_what_people_wrote_is_shown_in_its_own_language_and_direction"],
    42: [f"{STAFF}::test_what_staff_tick_can_be_taken_back_and_is_written_down",
         f"{ENGAGE}/test_leaving.py::test_withdrawing_asks_first_and_then_erases_everything_but_the_fact",
         f"{ENGAGE}/test_coding.py::test_a_search_can_be_cancelled"],
    36: [f"{BROWSER}/test_keying.py::test_thirty_forms_are_keyed_twice_settled_and_closed_by_keyboard",
         f"{BROWSER}/test_keying.py::test_a_standard_form_of_living_well_takes_at_most_25_keys",
         f"{ENGAGE}/test_paper_keying.py::test_more_than_three_ticks_are_kept_and_are_in_no_share",
         f"{ENGAGE}/test_paper_keying.py::test_each_missing_code_is_counted_apart_from_a_blank_answer"],
    43: [f"{PRINTED}::test_no_text_is_smaller_than_it_may_be", f"{PRINTED}::test_no_other_font_stands_in"],
    44: [f"{PRINTED}::test_boxes_are_large_enough_and_far_enough_apart",
         f"{PRINTED}::test_boxes_stand_where_reading_begins",
         f"{PRINTED}::test_a_question_stays_on_one_page_unless_no_page_holds_it"],
    45: [f"{ENGAGE}/test_printing.py::test_nothing_is_printed_while_an_address_is_missing"],
    46: [f"{PRINTED}::test_every_page_says_which_it_is",
         f"{ENGAGE}/test_printing.py::test_every_layout_of_any_questionnaire_has_a_box_for_each_option_under_one_code"],
    48: [f"{PRINTED}::test_a_numbered_form_can_be_read_aloud",
         f"{ENGAGE}/test_sent_copy.py::test_it_is_tagged_and_has_its_title_and_language",
         f"{ENGAGE}/test_sent_copy.py::test_every_language_passes_the_checker_in_both_sizes",
         f"{ENGAGE}/test_sent_copy.py::test_only_our_fonts_stand_in_it"],
}  # fmt: skip

#: what no test here can hold, whole or in part, and why
BY_A_PERSON = {
    3: "Real screen readers (NVDA with Firefox, VoiceOver, TalkBack) and voice control: before a launch, by hand.",
    18: "That a person can copy the code by hand and find the place to enter it: watched with people.",
    23: "Meaning without colour, and forced colours as a whole, are looked at on screenshots.",
    26: "Whether somebody understands a text: sentences are counted here, readers are asked.",
    28: "Whether a picture helps with its words is judged by people who use Easy Read.",
    30: "Which words are hard is known by the people who read them.",
    45: "Whether the front page is read first and understood is watched with people; its texts are in the catalogue.",
    47: "Black on white in one column is seen on the rendered pages; matt paper, folds and staples are the printer's.",
    33: "Tested with people with a learning disability before launch, with its date and what was changed.",
}
#: what comes with parts that are not built yet
LATER = {
    40: "Reports (HTML, tagged PDF, ODT and DOCX) arrive with reporting; what is downloaded today is CSV and XLSX.",
    41: "Small numbers as words arrive with published results; analysts inside the council see exact counts.",
}

#: double clicks, lost replies, Back, clocks, closing times: row of the catalogue -> tests
CATALOGUE_C = {
    "C1 double click on Send": [f"{REPEATS}::test_pressing_send_twice_makes_one_response_and_shows_the_same_receipt",
                                f"{ROBUST}::test_a_double_click_on_send_makes_one_response_and_a_refresh_none"],
    "C2 fifty at once": [f"{REPEATS}::test_fifty_presses_of_send_at_once_make_one_response"],
    "C3 the reply is lost": [f"{REPEATS}::test_pressing_send_twice_makes_one_response_and_shows_the_same_receipt"],
    "C4 refresh of the receipt": [f"{REPEATS}::test_the_receipt_can_be_opened_again_and_sends_nothing"],
    "C5 Back, change, send again": [f"{REPEATS}::test_back_change_and_send_again_is_one_response_with_a_revision",
                                    f"{ENGAGE}/test_returning.py::test_an_answer_is_corrected_until_closing_and_still_counts_once"],
    "C6 two tabs": [f"{REPEATS}::test_a_second_response_from_one_browser_is_asked_about_kept_and_marked",
                    f"{ROBUST}::test_two_tabs_are_two_drafts_that_do_not_mix"],
    "C7 open for nine hours": [f"{REPEATS}::test_a_form_that_was_left_open_for_hours_is_taken"],
    "C8 closes while typing": [f"{REPEATS}::test_who_began_before_closing_can_finish_within_a_day",
                               f"{REPEATS}::test_after_the_day_of_grace_typed_words_are_shown_and_not_stored"],
    "C9 opened after closing": [f"{REPEATS}::test_nobody_begins_after_closing",
                                f"{REPEATS}::test_after_the_day_of_grace_no_page_of_a_draft_invites_to_type",
                                f"{REPEATS}::test_ticks_are_not_shown_as_typed_words"],
    "C10 the clock is set back": [f"{REPEATS}::test_a_clock_that_is_set_back_costs_nobody_their_answers"],
    "C11 the hour that comes twice": [f"{REPEATS}::test_half_past_one_comes_twice_and_closing_time_once"],
    "C12 questions edited meanwhile": [f"{REPEATS}::test_a_draft_is_finished_on_the_version_it_began_with"],
    "C13 a page skipped by its address": [
        f"{REPEATS}::test_a_page_that_must_be_answered_cannot_be_skipped_by_its_address"],
    "C14 answers in a section that is not shown": [f"{ENGAGE}/test_routing.py::test_a_section_that_went_is_not_sent"],
    "C15 cookies blocked": [f"{REPEATS}::test_without_cookies_the_whole_journey_works",
                            f"{ROBUST}::test_a_browser_that_keeps_no_cookies_comes_to_the_end"],
    "C16 no scripts": [WITHOUT_SCRIPTS],
    "C17 restart in the middle": [f"{REPEATS}::test_after_a_restart_send_shows_the_receipt_of_what_had_arrived"],
}  # fmt: skip


@cache
def names_in(path):
    """Names of the test functions of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize("number", range(1, 49))
def test_every_requirement_has_its_test_or_the_reason_why_not(number):
    assert number in REQUIREMENTS or number in BY_A_PERSON or number in LATER
    assert REQUIREMENTS.get(number, ["none"])


@pytest.mark.parametrize("row", range(1, 18))
def test_every_row_about_repeats_has_its_test(row):
    named = [name for name in CATALOGUE_C if name.split()[0] == f"C{row}"]

    assert len(named) == 1


@pytest.mark.parametrize("held", [*REQUIREMENTS.items(), *CATALOGUE_C.items()], ids=lambda held: str(held[0]))
def test_every_test_that_is_named_exists(held):
    missing = [name for name in held[1] if name.partition("::")[2] not in names_in(name.partition("::")[0])]

    assert missing == []
