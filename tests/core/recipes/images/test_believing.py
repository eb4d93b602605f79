"""A map that shows what decides is believed; one of chance, the middle or the picture is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.explain.images.answering import answers_of, out_of_focus
from core.metrics.attribution import deletion, insertion, mask_auroc
from core.recipes.images.asking import seen, seen_together
from core.recipes.images.believed import NAMES, Told, figure_said, verdict_on_maps
from core.recipes.images.believing import (
    CENTRE,
    METHODS,
    RANDOM,
    Evidence,
    MapSettings,
    Standing,
    Standings,
    evidence,
    judged_methods,
    standings,
)
from tests.core.recipes.images.made_models import coloured, lit, reader, weighing

QUICK = MapSettings(window=2, most_steps=16)
RIGHT = Told("star", 0.97, is_right=True, num_classes=4)
NUM = 12


def test_the_areas_are_those_of_the_metrics() -> None:
    opened = weighing("corners")
    pictures, masks = lit("corners", 5)
    looked = seen_together(opened, pictures, masks)
    goal = looked.goal()
    found = evidence(opened, looked, goal, QUICK)
    answer, empty = answers_of(opened.model, goal), out_of_focus(looked.images)
    assert list(found) == [*judged_methods(opened.model), RANDOM, CENTRE]
    for name in ("saliency", "occlusion", CENTRE):
        tried = found[name]
        assert tried.fall.shape == tried.rise.shape == (11, 5)
        given = looked.images, tried.strength, empty, answer
        np.testing.assert_allclose(tried.deletion, deletion(*given), atol=1e-6)
        np.testing.assert_allclose(tried.insertion, insertion(*given), atol=1e-6)
        assert looked.masks is not None
        assert tried.auroc is not None
        np.testing.assert_allclose(tried.auroc, mask_auroc(tried.strength, looked.masks))
        np.testing.assert_allclose(tried.fall[0], tried.rise[-1], atol=1e-6)
        np.testing.assert_allclose(tried.fall[-1], tried.rise[0], atol=1e-6)


@pytest.mark.parametrize("masked", [True, False])
def test_of_one_picture_the_maps_of_what_decides_are_believed(masked: bool) -> None:
    opened = weighing("corners")
    pictures, masks = lit("corners", 1)
    looked = seen(opened, pictures[0], masks[0] if masked else None)
    stand = standings(evidence(opened, looked, looked.goal(), QUICK))
    assert stand.by_mask == masked
    assert stand.num_pictures == 1
    assert {one.method for one in stand.believable} == set(judged_methods(opened.model))
    assert all(one.value >= stand.to_beat + stand.margin for one in stand.believable)
    assert all(one.low is one.high is None for one in stand.maps)
    assert [one.value for one in stand.maps] == sorted((o.value for o in stand.maps), reverse=True)


def test_where_the_middle_decides_no_map_is_better_than_the_middle() -> None:
    opened = weighing("middle")
    pictures, masks = lit("middle", 1)
    looked = seen(opened, pictures[0], masks[0])
    stand = standings(evidence(opened, looked, looked.goal(), QUICK))
    assert stand.centre > 0.98
    assert stand.believable == ()
    said = verdict_on_maps(RIGHT, stand)
    assert said.outcome == "no_better"
    assert "none of its maps can be believed" in said.sentence.say()
    assert figure_said(stand.centre) in said.how.say()


def test_a_map_that_survives_forgetting_is_not_believed() -> None:
    opened = weighing("corners", learnt=False)
    pictures, masks = lit("corners", 1)
    looked = seen(opened, pictures[0], masks[0])
    stand = standings(evidence(opened, looked, looked.goal(), QUICK))
    assert all(one.beats and one.shows_the_picture for one in stand.maps)
    assert stand.believable == ()
    assert "nothing was learnt" in verdict_on_maps(RIGHT, stand).how.say()


def test_of_many_pictures_the_differences_decide() -> None:
    opened = weighing("corners")
    pictures, masks = lit("corners", NUM)
    looked = seen_together(opened, pictures, masks)
    stand = standings(evidence(opened, looked, looked.goal(), QUICK))
    assert stand.num_pictures == NUM
    for one in stand.maps:
        assert one.low is not None
        assert one.high is not None
        assert one.low <= one.value <= one.high
    assert stand.random == pytest.approx(0.5, abs=0.05)
    assert len(stand.believable) == len(stand.maps)


def test_a_gain_that_doubt_covers_is_no_gain() -> None:
    random = np.random.default_rng(0)
    rival = random.normal(0.7, 0.1, NUM)
    flat = Evidence(np.zeros((NUM, 2, 2)), np.zeros((11, NUM)), np.zeros((11, NUM)), rival)
    low = replace(flat, auroc=np.full(NUM, 0.5))
    doubtful = replace(flat, auroc=rival + random.normal(0.01, 0.2, NUM), randomised=0.1)
    steady = replace(flat, auroc=rival + random.normal(0.01, 0.002, NUM), randomised=0.1)
    alike = replace(steady, randomised=0.95)
    found = {"saliency": doubtful, "occlusion": steady, "rollout": alike, RANDOM: low, CENTRE: flat}
    stand = standings(found)
    assert [one.method for one in stand.believable] == ["occlusion"]
    assert {one.method for one in stand.maps if one.beats} == {"occlusion", "rollout"}
    assert stand.to_beat == pytest.approx(float(rival.mean()))


def test_a_mask_that_is_empty_tells_nothing() -> None:
    opened = weighing("corners")
    pictures, masks = lit("corners", 2)
    looked = seen_together(opened, pictures, [masks[0], np.zeros_like(masks[1])])
    assert looked.masks is None


def test_a_large_picture_is_seen_with_its_mask() -> None:
    opened = weighing("corners")
    pictures, masks = lit("corners", 1)
    large = pictures[0].repeat(5, axis=0).repeat(5, axis=1)
    looked = seen(opened, np.repeat(large, 3, axis=2), masks[0].repeat(5, axis=0).repeat(5, axis=1))
    assert looked.images.shape == (1, 1, 16, 16)
    assert looked.masks is not None
    assert (looked.masks[0] == masks[0]).mean() > 0.95
    assert looked.said.tolist() == seen(opened, pictures[0]).said.tolist() == [0]


def test_a_class_can_be_held_against_another() -> None:
    opened = weighing("corners")
    pictures, _masks = lit("corners", 3)
    goal = seen_together(opened, pictures).goal(2, 1)
    assert goal.target_B.tolist() == [2, 2, 2]
    assert goal.contrast_B is not None
    assert goal.contrast_B.tolist() == [1, 1, 1]
    found = evidence(opened, seen_together(opened, pictures), goal, QUICK, ["saliency"])
    assert list(found) == ["saliency", RANDOM, CENTRE]


def test_every_method_has_a_name_within_a_sentence() -> None:
    assert NAMES.keys() == METHODS.keys() - {"article_grad_cam"}
    opened = reader()
    looked = seen_together(opened, coloured(1))
    judged = standings(evidence(opened, looked, looked.goal(), QUICK))
    assert {"attention", "rollout", "weighted_attention"} <= {one.method for one in judged.maps}


def made(*maps: tuple[str, float, bool]) -> Standings:
    stand = [Standing(name, value, None, None, beats, 0.2) for name, value, beats in maps]
    return Standings(tuple(stand), random=0.5, centre=0.7, num_pictures=1, by_mask=True)


@pytest.mark.parametrize(
    ("is_right", "maps", "sentence"),
    [
        (
            True,
            (("integrated_gradients", 0.9, True), ("attention", 0.6, False)),
            "It says star (97%), and integrated gradients can be believed; attention cannot",
        ),
        (
            None,
            (("grad_cam", 0.9, True), ("saliency", 0.6, False)),
            "It says star (97%), and Grad-CAM can be believed",
        ),
        (
            False,
            (("attention", 0.9, True),),
            "It says star (97%) and is wrong; attention can be believed",
        ),
        (
            False,
            (("attention", 0.6, False),),
            "It says star (97%) and is wrong; no map can be believed",
        ),
    ],
)
def test_the_sentence_says_what_the_figures_say(
    is_right: bool | None, maps: tuple[tuple[str, float, bool], ...], sentence: str
) -> None:
    told = replace(RIGHT, is_right=is_right)
    said = verdict_on_maps(told, made(*maps))
    assert said.sentence.say() == sentence
    assert "0.70" in said.how.say()
    assert "0.50" in said.how.say()
    assert ("It knows 4 classes" in said.how.say()) == (is_right is None)
