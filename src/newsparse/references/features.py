"""How well a phrase and an entity go together, as numbers that the ranker weighs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy
from numpy.typing import NDArray

from newsparse.lexicon import lexicon
from newsparse.references.nouns import stem
from newsparse.references.phrases import KINDS, Phrase
from newsparse.references.scene import (
    EMBEDDED,
    POSSESSOR,
    ROLE,
    ROLES,
    SUBJECT_ROLE,
    Scene,
    buckets_of_noun,
)

Numbers = NDArray[Any]
UNNAMED = ("unnamed", "unnamed_subject", "unnamed_cited")
FAR = 1.3  # a distance where there is none

# what is told of a phrase and a candidate
PLACE = (
    "only_one", "behind_distance",
    *(
        f"{of}_{what}"
        for of in ("named", "told", "topic", "cited")
        for what in ("distance", "sentences", "recency", "first", "paragraph", "sentence")
    ),
    *(f"role_{role}" for role in ROLES),
    "embedded", "spoken", "cites", "cited_last", "same_verb", "talked_of", "talked_of_other",
    "unnamed_since", "unnamed_subject_since", "unnamed_cited_since",
    "count", "count_before", "share", "most_named", "in_lead", "in_top", "subjects", "citations",
)  # fmt: skip
WORDS = (
    "person", "organisation", "place", "gender_known", "gender_unknown", "gender_likely",
    "ends_in_vowel",
    "full_name", "medium", "party", "credit", "both_medium", "both_body", "both_person",
    "both_party", "title", "title_end", "title_only", "title_other", "body", "body_other",
    "position", "noun_in_name", "noun_is_word", "noun_stem", "compound_name",
    "compound_near", "beside", "beside_any", "nation", "nation_other", "nation_beside",
    "nation_beside_other", "home_name", "age", "age_unknown", "deed", "part_near", "owner",
    "owner_other",
)  # fmt: skip
# of the phrase alone
PHRASE = (
    *KINDS, "is_plural", "subject", "cited", "source", "inverted", "is_spoken", "in_headline",
    "in_first_paragraph", "length", "owned", "owned_by_one", "holders", "seen", "demonstrative",
    "person_noun", "origin_noun", "body_noun", "medium_noun",
    "relation_noun", "compound", "aged", "introduced", "known_title",
    "position_in_text",
    "possessor", "in_clause", "gendered", "opens_sentence", "candidates", "unnamed",
    "unnamed_subject", "unnamed_cited", "nobody",
)  # fmt: skip
LIKELY = {"feminine": 1, "masculine": -1}
COLUMN = {name: i for i, name in enumerate((*PLACE, *WORDS, *PHRASE))}
WIDTH = len(COLUMN)


class Features:
    """The rows of an article's phrases: one for each candidate, and a last one for nobody.

    `row_phrase`, `row_entity`: whose row it is; the entity is -1 for nobody. `nouns` are the
    buckets of each phrase, `names` those of each entity, with a last line for nobody.
    """

    def __init__(self, scene: Scene, phrases: Sequence[Phrase]) -> None:
        self.scene, self.phrases = scene, phrases
        self.candidates = scene.candidates(phrases)
        behind = numpy.cumsum([len(found) + 1 for found in self.candidates])
        self.row_phrase = numpy.repeat(
            numpy.arange(len(phrases)), [len(found) + 1 for found in self.candidates]
        )
        self.row_entity = numpy.array([e for found in self.candidates for e in (*found, -1)])
        self.rows = numpy.zeros((len(self.row_phrase), WIDTH), "float32")
        self.pair = self.row_entity >= 0
        self.of, self.entity = self.row_phrase[self.pair], self.row_entity[self.pair]
        self.heads = numpy.array([phrase.head.i for phrase in phrases])
        self.nouns = numpy.array([buckets_of_noun(phrase.noun) for phrase in phrases])
        self.names = scene.name_buckets
        if len(self.of):
            pairs = numpy.zeros((len(self.of), len(PLACE) + len(WORDS)), "float32")
            for name, values in (*self._places(), *self._kinds()):
                pairs[:, COLUMN[name]] = values
            self._compare_words(pairs)
            self.rows[self.pair, : pairs.shape[1]] = pairs
            self._add_nobody(pairs, behind - 1)
        self.rows[:, len(PLACE) + len(WORDS) :] = self._phrases()[self.row_phrase]
        self.rows[behind - 1, COLUMN["nobody"]] = 1

    def _add_nobody(self, pairs: Numbers, places: Numbers) -> None:
        """In the row for nobody stands the greatest of the candidates' numbers."""
        some = numpy.flatnonzero(numpy.diff(self.of, prepend=-1))
        greatest = numpy.maximum.reduceat(pairs, some)
        self.rows[places[self.of[some]], : pairs.shape[1]] = greatest

    # where the candidates are named

    def _places(self) -> Iterator[tuple[str, Numbers]]:
        scene, of, entity = self.scene, self.of, self.entity
        start = self.heads[of]
        first, behind = scene.bounds[entity], scene.bounds[entity + 1]
        at = numpy.searchsorted(scene.key, scene.keys(entity, start))
        before, after = at > first, at < behind
        near = numpy.where(before, at - 1, first)
        ahead = scene.start[numpy.minimum(at, len(scene.start) - 1)] - start
        yield "behind_distance", numpy.where(after, numpy.log1p(numpy.maximum(ahead, 0)) / 5, FAR)
        yield "only_one", numpy.bincount(of)[of] == 1
        told = ~scene.spoken[scene.start]
        yield from self._nearest("named", slice(None), start)
        yield from self._nearest("told", told, start)
        topic = told & (scene.role == SUBJECT_ROLE) & ~scene.embedded
        yield from self._nearest("topic", topic, start)
        yield from self._nearest("cited", scene.cited, start)
        for code, name in enumerate(ROLES):
            yield f"role_{name}", before & (scene.role[near] == code)
        yield "embedded", before & scene.embedded[near]
        yield "spoken", before & scene.spoken[scene.start[near]]
        yield "cites", before & scene.cited[near]
        yield "cited_last", self._cited_last(start)
        last = numpy.where(before, scene.start[near], -1)
        for name, places in zip(UNNAMED, self._unnamed().T, strict=True):
            yield f"{name}_since", places[of] > last
        verbs = numpy.array([phrase.head.head.i for phrase in self.phrases])
        yield from self._talked_of()
        yield "same_verb", before & (scene.verb[near] == verbs[of])
        counts = scene.counts[entity]
        most = numpy.zeros(len(self.phrases), "int64")
        numpy.maximum.at(most, of, counts)
        yield "count", numpy.log1p(counts) / 2
        yield "count_before", numpy.log1p(at - first) / 2
        yield "share", counts / most[of]
        yield "most_named", counts == most[of]
        named_first = scene.start[first]
        yield "in_lead", scene.paragraph[named_first] == scene.paragraph[0]
        yield "in_top", scene.sentence[named_first] <= 3
        yield "subjects", numpy.log1p(scene.subjects[at] - scene.subjects[first]) / 2
        yield "citations", numpy.log1p(scene.citations[at] - scene.citations[first]) / 2

    def _nearest(
        self, name: str, chosen: Numbers | slice, start: Numbers
    ) -> Iterator[tuple[str, Numbers]]:
        """How far before the phrase the candidate's last chosen mention is, and its rank."""
        scene = self.scene
        keys, places = scene.key[chosen], scene.start[chosen]
        if not len(keys):
            yield f"{name}_distance", numpy.full(len(start), FAR)
            yield f"{name}_sentences", numpy.full(len(start), FAR)
            return
        at = numpy.searchsorted(keys, scene.keys(self.entity, start)) - 1
        found = (at >= 0) & (keys[at] >= scene.keys(self.entity, 0))
        place = numpy.where(found, places[at], -1)
        rank = self._ranks(place)
        sentences = scene.sentence[start] - scene.sentence[place]
        yield f"{name}_distance", numpy.where(found, numpy.log1p(start - place) / 5, FAR)
        gap = numpy.log1p(numpy.maximum(sentences, 0)) / 3
        yield f"{name}_sentences", numpy.where(found, gap, FAR)
        yield f"{name}_recency", found / (1 + rank)
        yield f"{name}_first", found & (rank == 0)
        yield f"{name}_paragraph", found & (scene.paragraph[start] == scene.paragraph[place])
        yield f"{name}_sentence", found & (sentences <= 1)

    def _talked_of(self) -> Iterator[tuple[str, Numbers]]:
        """Of whom the reply before speaks as `han` or `hun`: that one does not say it."""
        scene, genders = self.scene, ("masculine", "feminine")
        paragraph = scene.paragraph[self.heads]
        known = [p.gender for p in scene.profiles]
        of_one, of_other = numpy.zeros((2, len(self.of)), bool)
        outside = ~scene.spoken[self.heads]
        for gender, places in zip(genders, scene.words.talk, strict=True):
            if not len(places):
                continue
            last = places[numpy.searchsorted(places, self.heads) - 1]
            told = outside & (last < self.heads) & (scene.paragraph[last] == paragraph)
            same = numpy.array([g == gender for g in known], bool)[self.entity]
            other = numpy.array([g not in (gender, None) for g in known], bool)[self.entity]
            of_one |= told[self.of] & same
            of_other |= told[self.of] & other
        yield "talked_of", of_one
        yield "talked_of_other", of_other

    def _unnamed(self) -> Numbers:
        """For each phrase, the last place before where somebody unnamed stands, or -1."""
        found = numpy.full((len(self.phrases), len(UNNAMED)), -1)
        for gender, kinds in self.scene.unnamed.items():
            mine = numpy.array([phrase.gender == gender for phrase in self.phrases], bool)
            for column, places in enumerate(kinds):
                if len(places):
                    at = numpy.searchsorted(places, self.heads[mine]) - 1
                    found[mine, column] = numpy.where(at >= 0, places[at], -1)
        return found

    def _ranks(self, places: Numbers) -> Numbers:
        """The rank of each candidate among its phrase's, the greatest place first."""
        order = numpy.lexsort((-places, self.of))
        firsts = numpy.searchsorted(self.of, numpy.arange(len(self.phrases)))
        ranks = numpy.empty(len(self.of), "int64")
        ranks[order] = numpy.arange(len(self.of)) - firsts[self.of[order]]
        return ranks

    def _cited_last(self, start: Numbers) -> Any:
        places, owners = self.scene.citing
        if not len(places):
            return numpy.zeros(len(start), bool)
        last = numpy.searchsorted(places, start) - 1
        return (last >= 0) & (owners[last] == self.entity)

    # who they are

    def _kinds(self) -> Iterator[tuple[str, Numbers]]:
        scene = self.scene

        def of_entity(values: Sequence[bool]) -> Any:
            return numpy.array(values, bool)[self.entity]

        def of_phrase(values: Sequence[bool]) -> Any:
            return numpy.array(values, bool)[self.of]

        known, nouns = scene.profiles, [phrase.noun for phrase in self.phrases]
        genders = [phrase.gender for phrase in self.phrases]
        kinds = scene.kinds[self.entity]
        for code, name in enumerate(("person", "organisation", "place")):
            yield name, kinds == code
        gendered = of_phrase([g is not None for g in genders])
        agrees = of_entity([p.gender is not None for p in known])
        yield "gender_known", gendered & agrees
        yield "gender_unknown", gendered & ~agrees & (kinds == 0)
        feminine = of_phrase([g == "feminine" for g in genders])
        sign = numpy.where(feminine, 1.0, -1.0) * gendered
        likely = numpy.array([LIKELY.get(p.likely_gender or "", 0) for p in known])[self.entity]
        yield "gender_likely", sign * likely
        vowel = of_entity([p.first.endswith(("a", "e")) for p in known])
        yield "ends_in_vowel", sign * (vowel & (kinds == 0))
        yield "full_name", of_entity([" " in p.name for p in known])
        medium, party = (
            of_entity([p.is_medium for p in known]),
            of_entity([p.is_party for p in known]),
        )
        yield "medium", medium
        yield "party", party
        yield "credit", of_entity([p.is_credit for p in known])
        yield "both_medium", medium & of_phrase([n is not None and n.is_medium for n in nouns])
        yield "both_body", (kinds == 1) & of_phrase([n is not None and n.is_body for n in nouns])
        yield (
            "both_person",
            (kinds == 0) & of_phrase([n is not None and n.is_person for n in nouns]),
        )
        owners = [phrase.owner for phrase in self.phrases]
        same, other = numpy.zeros((2, len(self.of)), bool)
        for gender in {*owners} - {None}:
            owned = of_phrase([owner == gender for owner in owners])
            same |= owned & of_entity([p.gender == gender for p in known])
            other |= owned & of_entity([p.gender not in (gender, None) for p in known])
        yield "owner", same
        yield "owner_other", other
        yield "both_party", party & of_phrase([n is not None and n.last == "parti" for n in nouns])

    def _compare_words(self, pairs: Numbers) -> None:
        """What a noun phrase and what stands beside the names have in common."""
        row, nation_of = 0, lexicon().nations
        for phrase, candidates in zip(self.phrases, self.candidates, strict=True):
            noun = phrase.noun
            if noun is not None:
                beside = phrase.words_beside()
                stems = {stem(word) for word in beside}
                nations = {nation_of[word] for word in beside if word in nation_of}
                for i, entity in enumerate(candidates, row):
                    cells = self.scene.compare(noun, entity)
                    for name, value in cells:
                        pairs[i, COLUMN[name]] = value
                    if not beside:
                        continue
                    known = self.scene.profiles[entity]
                    if nations and known.nations:
                        pairs[i, COLUMN["nation_beside"]] = bool(nations & known.nations)
                        pairs[i, COLUMN["nation_beside_other"]] = not nations & known.nations
                    if stems:
                        share = len(stems & known.stems) / len(stems)
                        pairs[i, COLUMN["beside"]] = share
                        pairs[i, COLUMN["beside_any"]] = share > 0
                held = pairs[row : row + len(candidates), COLUMN["title"] : COLUMN["title_end"] + 1]
                holders = held.any(1)
                if holders.sum() == 1:
                    pairs[row : row + len(candidates), COLUMN["title_only"]] = holders
            row += len(candidates)

    # the phrase alone

    def _phrases(self) -> Numbers:
        introduced, seen = self._introduced(), self._seen()
        unnamed = self._unnamed().tolist()
        rows = [
            self._phrase(n, phrase, introduced, seen, unnamed[n])
            for n, phrase in enumerate(self.phrases)
        ]
        return numpy.array(rows, "float32").reshape(-1, len(PHRASE))

    def _phrase(
        self,
        n: int,
        phrase: Phrase,
        introduced: dict[str, int],
        seen: dict[int, int],
        unnamed: list[int],
    ) -> list[float]:
        scene, head, noun = self.scene, phrase.head, phrase.noun
        i, dep = head.i, head.dep_
        role = ROLE.get(dep, len(ROLES) - 1)
        verb = head.head
        lefts = [c.dep_ for c in head.lefts] if noun is not None else []
        return [
            *(phrase.kind == kind for kind in KINDS),
            phrase.is_plural,
            role == SUBJECT_ROLE,
            role == SUBJECT_ROLE and bool(scene.words.reports[verb.i]),
            i in scene.sources,
            role == SUBJECT_ROLE and verb.i < i,
            scene.spoken[i],
            scene.sentence[i] <= scene.sentence[0] + 1,
            scene.paragraph[i] == scene.paragraph[0],
            min(len(phrase.span), 10) / 5,
            "nmod:poss" in lefts,
            phrase.owner is not None,
            numpy.log1p(len(scene.holders(noun))) if noun is not None else 0,
            numpy.log1p(seen.get(i, 0)) / 2,
            "det" in lefts,
            *(
                (
                    noun.is_person,
                    noun.is_origin,
                    noun.is_body,
                    noun.is_medium,
                    noun.is_relation,
                    noun.first != "",
                )
                if noun is not None
                else (0,) * 6
            ),
            noun is not None and noun.age is not None,
            noun is not None and introduced.get(noun.lemma, i) < i,
            noun is not None and noun.last in scene.by_title,
            i / scene.size,
            role == POSSESSOR or "Case=Gen" in str(head.morph),
            verb.dep_ in EMBEDDED,
            phrase.gender is not None,
            bool(phrase.span[0].is_sent_start),
            numpy.log1p(len(self.candidates[n])) / 3,
            *self._since(i, unnamed),
            0,
        ]

    def _since(self, i: int, places: list[int]) -> list[float]:
        sentence = self.scene.sentence
        return [
            float(numpy.log1p(sentence[i] - sentence[place])) / 3 if place >= 0 else FAR
            for place in places
        ]

    def _seen(self) -> dict[int, int]:
        """How often the nouns of the phrases stand before them."""
        lemmas, found = self.scene.words.lemmas, {}
        counts: Counter[int] = Counter()
        wanted = {lemmas[i] for i in self.heads.tolist()}
        for i, lemma in enumerate(lemmas):
            if lemma in wanted:
                found[i] = counts[lemma]
                counts[lemma] += 1
        return found

    def _introduced(self) -> dict[str, int]:
        """Where the nouns of the phrases first stand without an article: `en mann … mannen`."""
        words = self.scene.words
        strings = words.strings
        lemmas = {phrase.noun.lemma for phrase in self.phrases if phrase.noun is not None}
        wanted = {strings[lemma]: lemma for lemma in lemmas if lemma in strings}
        places = numpy.isin(words.lemma, numpy.array([*wanted], "uint64")).nonzero()[0]
        places = places[words.with_feature("Definite=Ind", places)]
        found: dict[str, int] = {}
        for i in places.tolist():
            found.setdefault(wanted[int(words.lemma[i])], i)
        return found
