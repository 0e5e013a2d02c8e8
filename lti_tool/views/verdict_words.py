"""The words for what a check says of a draft. Codes come from generators.checks."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

CHECKS: dict[str, str] = {
    "well_formed": _l("Readable form"),
    "whole_text": _l("Whole text"),
    "leftovers": _l("Marks of other formats"),
    "language": _l("Language"),
    "distinct_options": _l("Different options"),
    "options_overlap": _l("Options that overlap"),
    "option_length": _l("Length of options"),
    "parallel_options": _l("Options of one form"),
    "converging_options": _l("Options that converge"),
    "all_or_none": _l("All or none of the above"),
    "absolute_words": _l("Absolute words"),
    "grammar_cue": _l("Cues of grammar"),
    "number_cue": _l("Singular and plural"),
    "clang": _l("Words of the question in the answer"),
    "negative_stem": _l("Negative question"),
    "no_leak": _l("Answer not given away"),
    "questions_apart": _l("No question answers another"),
    "self_contained": _l("Stands by itself"),
    "reading_length": _l("Length of the text"),
    "reading_level": _l("Reading level"),
    "quote_in_passage": _l("Quote stands in the source"),
    "key_in_source": _l("Answer comes from the source"),
    "key_found_again": _l("Answer found again in the source"),
    "explanation_agrees": _l("Explanation agrees with the answer"),
    "premise": _l("Question stays with the source"),
    "one_right_answer": _l("One right answer"),
    "stem_copied": _l("Not merely copied"),
    "example_echo": _l("Not the model's own example"),
    "numbers": _l("Numbers computed again"),
    "duplicate": _l("Not repeated"),
    "same_meaning": _l("Not asked in other words"),
    "variety": _l("Asks for something new"),
    "personal_data": _l("Personal data"),
    "unsafe_words": _l("Unsafe words"),
    "injection": _l("Instructions hidden in the text"),
    "too_near": _l("Not too near to another exercise"),
    "off_course": _l("Belongs to the course"),
    "resolved_by_model": _l("Answered again by a model"),
    "second_look": _l("Second look by a model"),
}
REASONS: dict[str, str] = {
    "unreadable": _l("The drafter gave nothing that can be read as an exercise."),
    "wrong_kind": _l("This is not the kind of exercise that was asked for."),
    "placeholder": _l("It holds a placeholder instead of text."),
    "raw_markup": _l("It holds raw markup that learners would see."),
    "unfilled_place": _l("A place in the text was left unfilled."),
    "endless_text": _l("It repeats itself or runs on without an end."),
    "cut_off": _l("A text breaks off in the middle of a sentence."),
    "format_marks": _l("It holds marks of another format, such as XML or JSON, or open emphasis."),
    "other_language": _l("A part of it is in another language than was asked for."),
    "same_options": _l("Two options say the same."),
    "option_within_option": _l("One option is contained in another, so both could be right."),
    "key_is_longest": _l("The right option is clearly the longest, which gives it away."),
    "key_is_shortest": _l("The right option is clearly the shortest, which gives it away."),
    "option_stands_out": _l("One option has another form than all others, so it stands out."),
    "key_converges": _l(
        "The right option is made of what the other options repeat, which gives it away."
    ),
    "none_of_the_above": _l("“None of the above” tests little; a real option is better."),
    "all_of_the_above": _l("“All of the above” tests little; a real option is better."),
    "absolute_word": _l(
        "A wrong option uses a word like “always” or “never”, which gives it away as wrong."
    ),
    "article_gives_key_away": _l("Only the right option fits the grammar of the question."),
    "number_gives_key_away": _l(
        "Only the right option fits the singular or plural of the question."
    ),
    "word_of_stem_in_key": _l("A word of the question comes back in the right option alone."),
    "negative_twice": _l("Question and options both say “not”, which is hard to read."),
    "negative_unmarked": _l("The question turns on a “not” that is easily overread."),
    "key_in_stem": _l("The question gives its answer away."),
    "key_in_hint": _l("A hint gives the answer away."),
    "key_in_other_question": _l(
        "The answer to one question stands in another one, or in its hints."
    ),
    "key_in_situation": _l("The situation itself says the answer to one of the questions."),
    "order_words": _l("Words like “then” or “finally” give the order away."),
    "dangling_reference": _l(
        "It speaks of something that the learner does not see, such as “the figure above”."
    ),
    "dangling_pronoun": _l(
        "It begins with a word like “this” whose meaning is left in the source."
    ),
    "stem_too_long": _l("The question is very long to read."),
    "stem_too_short": _l("The question is very short; it may not say what is asked."),
    "hard_to_read": _l("The question is much harder to read than its source."),
    "nothing_cited": _l("It cites no passage of the course."),
    "passage_unknown": _l("It cites a passage that this course does not have."),
    "quote_not_found": _l("Its quote does not stand in the passage that it cites."),
    "key_not_in_source": _l("The cited passage does not support the answer."),
    "source_says_another": _l(
        "The source gives an answer that is marked as wrong or left out here, and not the key."
    ),
    "source_says_so": _l("The source says this sentence word for word, yet it counts as false."),
    "source_denies_it": _l("The source says otherwise, yet the statement counts as true."),
    "source_order_differs": _l("The source gives the steps in another order."),
    "key_not_found": _l("The right answer does not stand in the passage that is cited."),
    "explanation_names_another": _l("The explanation names another option than the right one."),
    "premise_not_in_source": _l(
        "The question takes something for granted that the cited passage does not say."
    ),
    "solved_otherwise": _l("A model that read the passage chose another answer."),
    "guessable": _l("A model was sure of the answer without reading the passage."),
    "look_dependent": _l(
        "A model that looked at it says that it cannot be understood without the source."
    ),
    "look_other_key": _l("A model that looked at it found another answer right."),
    "look_several_right": _l("A model that looked at it found more than one option right."),
    "look_key_doubtful": _l(
        "A model that looked at it doubts that the answer is right, or the only right one."
    ),
    "look_not_worth_asking": _l("A model that looked at it says that it is not worth asking."),
    "look_unnatural": _l("A model that looked at it finds its wording unnatural or incomplete."),
    "look_hint_tells": _l("A model that looked at it says that a hint gives the answer away."),
    "wrong_option_in_quote": _l(
        "The quoted sentence says an option that is marked as wrong; it may be right as well."
    ),
    "copied_from_example": _l("It repeats the example that the model was shown."),
    "copied_from_source": _l("The question is a sentence of the source and asks nothing."),
    "family_broken": _l("No variants can be drawn from its formula and numbers."),
    "key_differs": _l("Computed again, the right number is another one."),
    "sum_wrong": _l("A sum in the solution does not come out."),
    "tolerance_wide": _l("The tolerance is so wide that wrong numbers may count as right."),
    "same_as_bank": _l("The course has this exercise already."),
    "near_duplicate": _l("The course has a very similar exercise."),
    "same_meaning": _l("The course asks this already, in other words."),
    "too_near": _l("It lies very near to an exercise that the course has: look at both."),
    "off_course": _l("It lies far from the exercises and the sources of this course."),
    "asked_enough": _l("The course asks for this sentence of the source often enough already."),
    "email": _l("It holds an e-mail address. Make sure that it belongs to nobody."),
    "phone": _l("It holds a telephone number. Make sure that it belongs to nobody."),
    "card_number": _l("It holds what looks like a card number."),
    "identity_number": _l("It holds what looks like a personal identity number."),
    "document_number": _l("It holds what looks like the number of a document of one person."),
    "bank_account": _l("It holds what looks like the number of a bank account."),
    "chat_account": _l("It holds a name in a chat service. Make sure that it belongs to nobody."),
    "address": _l("It holds a postal address. Make sure that it belongs to nobody."),
    "unsafe_word": _l("It holds a word that may hurt or alarm readers."),
    "marks_in_draft": _l("It holds an instruction that is aimed at a language model."),
    "marks_in_passage": _l(
        "The cited passage holds an instruction that is aimed at a language model; look closely."
    ),
}

# Why a check did not run.
NOT_RUN: dict[str, str] = {
    "other_kind": _l("It does not concern this kind of exercise."),
    "refused_before": _l("A cheaper check had refused the draft already."),
    "not_by_model": _l("It looks at words of a language model, and no model wrote this."),
    "by_hand": _l("The draft was written by hand."),
    "no_formula": _l("It has no formula and no worked sum to compute again."),
    "no_options": _l("There are no options to choose from."),
    "nothing_to_read": _l("It cites no passage to look into."),
    "source_undecided": _l("The words of the source do not decide it."),
    "no_capable_model": _l("No model that is good enough is chosen for it."),
    "engine_cannot_score": _l("The model runs where its likelihoods cannot be read."),
    "language_unknown": _l("The model does not know this language."),
    "model_failed": _l("The model failed."),
    "look_unreadable": _l("The model gave no answer that can be read."),
    "look_endless": _l("The model's answer ran on without an end."),
    "look_other_language": _l("The model answered in another language."),
    "budget_spent": _l("The course has used up today's budget of the model server."),
    "no_bank_model": _l("No model of this course's exercises was trained yet."),
    "other_embedder": _l(
        "The model of this course's exercises was trained with another embedder: train it anew."
    ),
    "bank_by_words": _l(
        "No embedder here knows the language of the exercises, and by words alone the answer is "
        "not to be trusted."
    ),
    "bank_unreadable": _l("The model of this course's exercises cannot be read: train it anew."),
    "after_edit": _l("Models are not asked after an edit, so that you need not wait."),
}


def describe_check(check: str) -> str:
    return str(CHECKS.get(check, check))


def describe_verdict(check: str, reason: str) -> str:
    """A sentence; a code without one is shown as it is."""
    known = REASONS.get(reason) or NOT_RUN.get(reason)
    return str(known or reason or describe_check(check))
