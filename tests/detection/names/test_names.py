"""Whom a mention refers to, over real parses of small articles."""

from __future__ import annotations

import pytest

from annotator.detection.names import Names
from annotator.detection.parser import parses
from annotator.detection.pipeline import Detector
from annotator.detection.reading import Lexicon, Reading
from annotator.records import Kind


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(indirect=False)


def names(detector: Detector, text: str) -> list[str | None]:
    found = [p for p in detector.propose(text) if p.kind is not Kind.NOT_SPEECH]
    return [p.source.name if p.source else None for p in found]


def test_a_surname_is_the_fullest_name_without_title(detector: Detector) -> None:
    text = "Texas Gov. Ada Lund spoke first.\n\n“We will not go,” Lund said.\n\n“Nor will we,” Gov. Lund added."
    assert names(detector, text) == ["Ada Lund", "Ada Lund"]


def test_two_people_of_one_surname_are_told_apart(detector: Detector) -> None:
    text = (
        "Peter Lund and his sister Anna Lund run the mill.\n\n“We will not go,” Mr. Lund said.\n\n"
        "“I may,” Ms. Lund said.\n\n“She may,” Peter Lund said."
    )
    assert names(detector, text) == ["Peter Lund", "Anna Lund", "Peter Lund"]


def test_pronouns_go_to_the_last_person_of_their_gender(detector: Detector) -> None:
    text = "Peter Hall met Anna Lund at the mill.\n\n“We will not go,” she said.\n\n“I will,” he said."
    assert names(detector, text) == ["Anna Lund", "Peter Hall"]


def test_a_role_goes_to_the_one_who_bears_it(detector: Detector) -> None:
    text = "Mayor Anna Lund met Peter Hall, the miller, on Monday.\n\n“We will not go,” the mayor said.\n\n“I will,” the miller said."
    assert names(detector, text) == ["Anna Lund", "Peter Hall"]


def test_who_asks_is_not_who_is_asked(detector: Detector) -> None:
    text = "“How are you holding up?” Farr asked the old man.\n\n“I am holding.”"
    assert names(detector, text) == ["Farr", "old man"]


def test_whose_relative_somebody_is_belongs_to_no_name(detector: Detector) -> None:
    text = "“It is so dull,” said his sister. “Then fund them,” user @tidewatcher7 replied."
    assert names(detector, text) == ["sister", "@tidewatcher7"]


def test_unnamed_people_keep_their_description(detector: Detector) -> None:
    text = "“We will not go,” a spokesman for the mill said.\n\n“We may,” State Department officials said."
    assert names(detector, text) == ["spokesman for the mill", "State Department officials"]


def test_joint_speakers(detector: Detector) -> None:
    text = "Peter Hall and Anna Lund own the mill.\n\n“We will not go,” Hall and Lund said."
    assert names(detector, text) == ["Peter Hall and Anna Lund"]


def test_names_with_hyphens_stay_whole(detector: Detector) -> None:
    text = "Anna Osei-Lund owns the mill.\n\n“We will not go,” Osei-Lund said."
    assert names(detector, text) == ["Anna Osei-Lund"]


#: Texts with the name of whoever says the last quotation in them.
LAST = {
    "no place": ("Bertha Quill is running for sheriff. She opened an office in Denver. “It was cold,” she said.", "Bertha Quill"),
    "no country": ("Prime Minister Arne Fosse met reporters. Canada will pay its share. “We keep our word,” he said.", "Arne Fosse"),
    "no body": ("Carla Moss chaired the inquiry. It was ordered by the Northern Fisheries Board. “Read it,” she said.", "Carla Moss"),
    "the subject": ("Karl Brandt led the talks. He had beaten Henry Lomax in May. “We are close,” he said.", "Karl Brandt"),
    "a namesake's husband": (
        "Gov. Ruth Olsen left early. Nils Olsen, her husband, stayed. “I was tired,” Olsen said.", "Ruth Olsen"),
    "no namesake of later": (
        "President Falk spoke. “It is late,” Mr. Falk said. The first lady, Karen Falk, was in Rome.", "Falk"),
    "title of office": ("Secretary of Defense Walter Dunn came late. “The roads were wet,” he said.", "Walter Dunn"),
    "glued capitals": ("Republican Walter Dunn came late. “The roads were wet,” he said.", "Walter Dunn"),
    "dateline": ("OSLO — Walter Dunn said on Friday that the roads were wet. “I came late,” he said.", "Walter Dunn"),
    "surname that is a title": ("Harriet Dean owns the pier. “It stands,” Dean said.", "Harriet Dean"),
    "name in two parts": ("President Choi Min-ho left the talks. “We will return,” he said.", "Choi Min-ho"),
    "shared surname": ("Jack and Ellen Moore run the inn. “We open in May,” Jack said.", "Jack Moore"),
    "nickname": ("Walter “Buddy” Dunn came late. “The roads were wet,” Dunn said.", "Walter Dunn"),
    "abbreviated office": ("Sen. Ellen Moore wants a law. “It closes a gap,” the senator said.", "Ellen Moore"),
    "office said of her": ("Ellen Moore was elected mayor in May. “It was close,” the mayor said.", "Ellen Moore"),
    "body as it": ("The Northern Fisheries Board issued a statement. “We will act,” it said.", "Northern Fisheries Board"),
    "two as they": ("Senators Ellen Moore and Walter Dunn wrote a letter. “The rule is bad,” they said.", "Ellen Moore and Walter Dunn"),
    "body with of": ("The Bureau of Inland Waters said on Friday that the firm “misled” buyers.", "Bureau of Inland Waters"),
    "unknown given name": ("Zorvelle Quint leads the choir. She thanked the town. “We sang,” she said.", "Zorvelle Quint"),
    "a mother who weeps": (
        "Harlan Pike shouted as he was led away. His mother wept. “Call a doctor,” she said outside.", "mother"),
    "an office without a name": ("The prime minister was asked whether he would resign. “No,” he said.", "prime minister"),
    "a sister, and the one whose she is": (
        "Anna Lund met her brother. Her brother cried. “I am tired,” he said. “So am I,” she said.", "Anna Lund"),
    "the other gender": (
        "Ivo Strand lost his boat. He had built it with Magda Pell. “It was late,” she said.", "Magda Pell"),
    "a title named later": ("“My deputies are no nurses,” the sheriff said. Sheriff Dale Whitt sent a video.", "Dale Whitt"),
    "the one without a name": (
        "“Who let them in?” asked the vicar. “Nobody,” Mrs. Tolley said. “They would get a key,” said the vicar.", "vicar"),
    "another without a name": ("The former coach wrote a book. “It is a lie,” the owner said.", "owner"),
    "beside the subject": (
        "“Nobody did,” Mrs. Tolley said. The vicar sat down. His wife, Joan, poured tea. “We could change it,” she said.", "Joan"),
    "a place before the name": ("The mayor of Tolna, Erika Sós, came late. “It was the paint,” the mayor said.", "Erika Sós"),
    "a place in a country": ("The mayor of San Jose, Costa Rica, came late. “It was the paint,” the mayor said.", "mayor"),
    "a hyphen in the role": ("But a co-author, Kwame Boateng, is less relaxed: “Not this strange.”", "Kwame Boateng"),
    "another word for the office": ("Pope Lucian called for peace. “No child chose this,” the pontiff said.", "Lucian"),
    "a rank cut short": (
        "Gen. Ibrahim Sow met the press. His deputy, Col. Moussa Ba, was late. “It is June,” the colonel said.", "Moussa Ba"),
    "a British councilor": ("“I was wrong about the swans,” Cllr Hetty Ware told the meeting.", "Hetty Ware"),
    "a woman's office": ("Chairwoman Petra Lind shrugged. Her rivals cheered. “You win some,” she said.", "Petra Lind"),
    "a name like a title": ("Its deputy, Dr. Amrita Sen, was brief. “We have one key,” Sen said.", "Amrita Sen"),
    "an officer named like a title": ("Lt. Col. Ann Dean was late. “The roads were wet,” Dean said.", "Ann Dean"),
    "two particles": ("Jean-Luc de la Tour cooks eels. Ann Lee eats them. “They look at me,” de la Tour said.", "Jean-Luc de la Tour"),
    "a particle with a capital": ("Karin van der Berg was late. “The roads were wet,” Van der Berg said.", "Karin van der Berg"),
    "a small part of a given name": ("A city engineer, Mi-kyung Han, counts the days. “It rained for four,” Han said.", "Mi-kyung Han"),
    "the end of a long name": ("Ed Osei Brandt was late. “The roads were wet,” Osei Brandt said.", "Ed Osei Brandt"),
    "a son of the same name": (
        "Karl Brandt Jr. sued his father, Karl Brandt Sr., in May. “He sold my boat,” the younger Brandt said.", "Karl Brandt Jr."),
    "a father of the same name": (
        "Karl Brandt Jr. sued his father, Karl Brandt Sr., in May. The elder Brandt smiled. “It was mine,” he said.", "Karl Brandt Sr."),
    "one of several": ("The crew cheered. “My hands are done,” said one of them, Walter Dunn.", "Walter Dunn"),
    "a name given": ("Another, who gave his name only as Marko, said he was “too old.”", "Marko"),
    "identified only as": ("A third, who asked to be identified only as Ben, said: “I am too old.”", "Ben"),
    "a firm of which more is told": (
        "Northline Inc. raised fares. The company, which was fined in May, said that “costs have doubled.”", "Northline Inc."),
    "her answer before the name": ("Her answer, “Not in my lifetime,” drew applause. Mayor Jane Holt sat down.", "Jane Holt"),
    "a wife of one name": ("“My dear,” said Mrs. Hale. Mr. Hale read on. “It is late,” she said.", "Mrs. Hale"),
    "a husband of one name": ("“My dear,” said Mrs. Hale. Mr. Hale read on. “It is late,” Mr. Hale said.", "Mr. Hale"),
    "not whom he names": ("The boy took off his hat. “I am looking for Captain Rourke,” he said.", "boy"),
    "a particle like a title": ("María del Carmen Solís was late. “The roads were wet,” Solís said.", "María del Carmen Solís"),
    "an uncle of two turns": ("“It is June,” said her uncle.\n\nThe rain went on.\n\n“We shall be wet,” he said.", "uncle"),
    "a farmer": ("The farmer shrugged. “It rained for a month,” he said.", "farmer"),
    "no plan": ("The plan failed in committee. “We lost,” he said.", "he"),
    "a trade before a name": ("Farmer Quill Thurlow was late. “The roads were wet,” Thurlow said.", "Quill Thurlow"),
    "a trade that a name begins with": ("Hunter Lee Thurlow was late. “The roads were wet,” Thurlow said.", "Hunter Lee Thurlow"),
    "a rank that ends no sentence": ("“Nobody needs it,” said Cmdr. Elise Fontaine, who keeps the light.", "Elise Fontaine"),
    "a boy beside a role": ("“I live here,” said the extra one, a boy named Luca.", "Luca"),
    "a name told after pronouns": ("“I am nobody,” he says at the door. His name is Abel Strick. “All of it,” he says.", "Abel Strick"),
    "a date": ("The memo, dated 4 May, is blunt: “Sell before the audit.”", "memo"),
    "an unnamed buyer after another": ("Tom Reyes sold the farm in May. The buyer was a dentist. “I need space,” he said.", "buyer"),
    "not the weather": ("Tom Reyes sold the farm in May. The day was cold. “I need space,” he said.", "Tom Reyes"),
    "a man named": ("“They took the tents,” said a man named Walter Dunn.", "Walter Dunn"),
    "she after a woman named": (
        "Darnell came on Monday. “It is cold,” he said. A woman named Kit shook her head. “It is warm,” she said.", "Kit"),
    "a captain who is named later": (
        "A captain told the panel that it rained. “I slept,” Capt. Walter Dunn said. “For an hour,” the captain said.", "Walter Dunn"),
    "an adverb before a surname": ("Ann Lund met Joan Reyes. Today Lund says that it was “polite.”", "Ann Lund"),
    "a minister with her field": (
        "Tenzin Dorje came. “It is late,” Dorje said. The environment minister came. “It is,” the environment minister said.",
        "environment minister"),
    "she after he": ("Zorvel Quint came to the table. “Close your eyes,” he said. A guest laughed. “Still cold,” she said.", "guest"),
    "a person again": (
        "A person close to the firm disputed that. The offer was “a good deal higher than any rival’s,” the person said.",
        "person close to the firm"),
    "a man and an officer": ("“Show me your hands,” Officer Rourke says on the film.\n\n“They are full,” the man replies.", "man"),
    "a neighbor of hers": (
        "“The fence is in France,” said Elin Rees. Her neighbor, a retired pilot, watched it go. “A fine start,” he said.", "neighbor"),
    "a trade that opens a sentence": ("Guitarist Bim Halloway was late. “It was a lovely horn,” the guitarist said.", "Bim Halloway"),
    "who was asked": (
        "Clay Bannock was tired. “I sat for it,” Bannock said. Orrin Marsh asked about the price. “No comment,” he said.", "Clay Bannock"),
    "a brother of one surname": ("Pam and Gus Tilley play piers. “He does the jokes,” says Pam. “She laughs,” says her brother.",
                                 "Gus Tilley"),
    "a vet": ("Dr. Femi Lund, a veterinarian, treats parrots. “They talk,” the vet says.", "Femi Lund"),
    "two nouns for one": ("“It was warm,” said actor and comedian Ann Lee.", "Ann Lee"),
    "a friend and rival": ("Ann Lee was late. Her friend and rival Tom Reyes said of it: “It frightened the cats.”", "Tom Reyes"),
    "a mayor and another": ("“It was warm,” said the mayor and councilman Tom Hall.", "mayor and councilman Tom Hall"),
    "a mother of her son's name": (
        "Mrs. Falk keeps medals. “He ran from me,” she says. Her son, the champ Tobi Falk, nods. “It was late,” Mrs. Falk said.", "Falk"),
    "an office that nobody is said to hold": (
        "“It was warm,” Ann Lee said on Friday. The minister agreed. “Very,” the minister said.", "minister"),
    "it after its members": (
        "The Northern Fisheries Board said its members were patient. It called the offer “a wet match.”", "Northern Fisheries Board"),
    "a mother who names her children": (
        "Hedda Falk and her brother Nils Falk run the inn. “It pays,” she said. Their mother, Notburga, owns it. She poured tea.\n\n"
        "“Nils cried when he lost and Hedda cried when she won,” she said.", "Notburga"),
}  # fmt: skip


@pytest.mark.parametrize("kind", LAST)
def test_who_says_the_last_quotation(detector: Detector, kind: str) -> None:
    text, name = LAST[kind]
    assert names(detector, text)[-1] == name


def test_headlines_do_not_make_names(detector: Detector) -> None:
    text = "Angry Miller Corners Walter Dunn\n\nWalter Dunn, who is mayor, came late. “The roads were wet,” Dunn said."
    assert names(detector, text) == ["Walter Dunn"]


def test_the_same_text_has_the_same_names(detector: Detector) -> None:
    text = "\n\n".join(text for text, _ in LAST.values())
    assert names(detector, text) == names(detector, text)


def test_every_token_has_a_name(detector: Detector) -> None:
    text = "Officials met in a parking lot, the city's, because the “talks” were secret.\n\n“Go,” they said.\n\n( ) ’s — a the"
    parse = next(parses(detector.parser, [text]))
    names_of = Names(Reading(parse, [], Lexicon({}, {}, {})))
    assert all(names_of.of(i).name for i in range(len(parse)) if parse.pos[i] != "SPACE")


@pytest.mark.parametrize("text", ["", "x", "\n", "“”", "Dunn"])
def test_next_to_nothing_has_names(detector: Detector, text: str) -> None:
    parse = next(parses(detector.parser, [text]))
    names_of = Names(Reading(parse, [], Lexicon({}, {}, {})), sources=range(len(parse)))
    assert all(names_of.of(i).name for i in range(len(parse)) if parse.pos[i] != "SPACE")


def test_there_are_weights_with_their_origin() -> None:
    from annotator.detection.names import shipped

    assert {"corpus", "date", "figures", "l2", "words"} <= shipped().provenance.keys()
    assert shipped().fingerprint == shipped().fingerprint


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Teachers' Union rejected the offer. “We will strike,” the union said.", "Teachers' Union"),
        ("The Women's Institute was brief. “We decline,” the Women's Institute said.", "Women's Institute"),
        ("St. Mary's Hospital opened a ward. “It was needed,” St. Mary's Hospital said.", "St. Mary's Hospital"),
        ("Lund's Senate campaign went on. “We are calm,” Lund said.", "Lund"),
    ],
)
def test_a_body_is_named_with_those_whose_it_is(detector: Detector, text: str, name: str) -> None:
    assert names(detector, text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Harbor Ledger printed the letter. “We stand by it,” the newspaper said.", "Harbor Ledger"),
        ("Northline Inc. raised fares in June. “Costs have doubled,” the company said.", "Northline Inc."),
        ("Northline, which runs the buses, raised fares. “Costs have doubled,” the company said.", "Northline"),
        ("The Senate raised fares in June. “Costs have doubled,” the company said.", "company"),
    ],
)
def test_a_kind_of_body_means_the_one_whose_name_tells_it(detector: Detector, text: str, name: str) -> None:
    assert names(detector, text) == [name]


def test_a_pronoun_may_come_before_the_name(detector: Detector) -> None:
    text = "“It is over,” he said.\n\nPeter Hall, the mayor of Esker, stood in the rain."
    assert names(detector, text) == ["Peter Hall"]
    assert names(detector, "“It is over,” he said.\n\nAnna Lund stood in the rain.") == ["he"]


def test_a_handle_names_who_is_named_in_it(detector: Detector) -> None:
    text = (
        "Gus Farrant and Mayor Lotte Brandt met online. “Funny,” @FarrantsFry wrote. “Eat cake,” @mayor_lotte answered."
    )
    assert names(detector, text) == ["Gus Farrant", "Lotte Brandt"]


def test_a_handle_is_not_named_by_the_words_of_its_post(detector: Detector) -> None:
    text = "@milla_k: “Bus 12 never came again today.”\n@northline: “Sorry to hear that, Milla.”"
    assert names(detector, text) == ["@milla_k", "@northline"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Juan Lopez fled with his wife, Maria Lopez. “We were scared,” his wife said. “We ran,” Lopez said.",
         ["Maria Lopez", "Juan Lopez"]),
        ("Hugo Holm and his wife, Magali, own a mill. “They cut our fence,” Magali Holm said. “We cannot go there,” her husband said.",
         ["Magali Holm", "Hugo Holm"]),
        ("Ida Holm’s lawyer, Tom Reyes, objected. “It is not true,” her lawyer said. “It never was,” he said.", ["Tom Reyes", "Tom Reyes"]),
        ("Tom Reyes, a lawyer for Holm, objected. “It is not true,” Holm’s lawyer said.", ["Tom Reyes"]),
        ("The singer Bea Lund and her manager Ole Falk were sued. “We did nothing wrong,” the singer’s manager said.", ["Ole Falk"]),
        ("Ann Lee’s office said she was ill. “She rests,” her chief of staff, Jo Park, said. “She will return,” her chief of staff added.",
         ["Jo Park", "Jo Park"]),
        ("Tom Falk came with his wife. “It was cold,” his wife said. “We left,” Falk said.", ["wife", "Tom Falk"]),
        ("The mayor, Ida Holm, and her deputy, Tom Reyes, left. “I did not ask,” a deputy of hers said.", ["deputy of hers"]),
    ],
)  # fmt: skip
def test_a_role_with_an_owner_goes_to_who_was_named_with_both(
    detector: Detector, text: str, expected: list[str]
) -> None:
    assert names(detector, text) == expected


def test_a_name_beside_the_body_or_clause_of_a_role_is_its_bearers(detector: Detector) -> None:
    spoken = "A spokesman for Corsair Terminals, Ludo Marchetti, declined to comment. “We remain committed,” he said in a statement."
    assert names(detector, spoken) == ["Ludo Marchetti"]
    made = "The company that makes the buoys, Cochrane Global, defended its product. “It is safe,” the company said in a statement."
    assert names(detector, made) == ["Cochrane Global"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ambassador Ann Lee left by a side door. “It was warm,” the diplomat said.", ["Ann Lee"]),
        ("Sen. Ann Lee left. Tom Reyes, a baker, did not. “It was warm,” the lawmaker said.", ["Ann Lee"]),
        ("Bishop Ann Lee left. Tom Reyes stayed. “It was warm,” the cleric said.", ["Ann Lee"]),
        ("Walter Dunn, 43, sells umbrellas. Ole Lund, 61, buys them. “It was wet,” the 43-year-old said.", ["Walter Dunn"]),
        ("Walter Dunn, aged 43, met Ole Lund (61). “It was wet,” the 61-year-old said. “Very,” the 43-year-old miner said.",
         ["Ole Lund", "Walter Dunn"]),
        ("Coach Walter Dunn was late. “Ole is special,” Dunn said. “So am I,” the 64-year-old said.", ["Walter Dunn"] * 2),
        ("Tom Reyes sold umbrellas. “Rain is a friend,” Reyes said. “Never again,” the New York native said.", ["Tom Reyes"] * 2),
        ("Walter Dunn, 43, and Ole Lund, 43, met Ann Lee. “It was wet,” the 43-year-old said.", ["43-year-old"]),
    ],
)  # fmt: skip
def test_a_role_may_vary_the_name(detector: Detector, text: str, expected: list[str]) -> None:
    assert names(detector, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two brothers, Ole and Max Falk, left. “We saw,” Ole's brother said. “Yes,” Max Falk's brother said.", ["Max Falk", "Ole Falk"]),
        ("The brothers Ole and Max Falk left. “We saw,” Ole's brother said.", ["Max Falk"]),
        ("Ole Falk and Max Falk are brothers. “We saw,” Max's brother said.", ["Ole Falk"]),
        ("Sisters Ada and Mabel Falk left. Ada keeps the shop. “I do not,” her sister said.", ["Mabel Falk"]),
        ("Two brothers, Ole and Max Falk, aged 14 and 11, left. “We saw,” the younger brother said. “Yes,” said the elder.",
         ["Max Falk", "Ole Falk"]),
        ("Two sisters, Ada Falk, 61, and Mabel Falk, 58, left. “We saw,” the elder sister said.", ["Ada Falk"]),
        ("Two brothers, Ole and Max Falk, left. Max, who is two years older, drove. “We saw,” the younger brother said.", ["Ole Falk"]),
        ("Two brothers, Ole and Max Falk, left. Ole, the elder, drove. “I did not,” the elder brother said.", ["Ole Falk"]),
        ("Two brothers, Ole and Max Falk, left. “We saw,” the younger brother said.", ["younger brother"]),
        ("The Falk twins, Ole and Ada, finished first and second. “She let me win,” said Ole. “I did not,” said his sister.",
         ["Ole", "Ada"]),
        ("Jonas and Freya Falk bought an inn. “We got seagulls,” Freya says. Her husband pours the coffee. “She is right,” he says.",
         ["Freya Falk", "Jonas Falk"]),
    ],
)  # fmt: skip
def test_two_brothers_are_told_apart(detector: Detector, text: str, expected: list[str]) -> None:
    assert names(detector, text) == expected


def test_he_after_somebodys_lawyer_is_the_lawyer(detector: Detector) -> None:
    text = "“We waited,” Ronald Fisk told the coroner.\n\nFisk's lawyer objected. “The witness calls my client a sponge,” he said."
    assert names(detector, text) == ["Ronald Fisk", "Fisk's lawyer"]
    text = "Tom Reyes spoke in court. “It rained,” he said. A soldier at the door said they would wait. “The road has eyes,” he said."
    assert names(detector, text)[-1] == "soldier at the door"
    text = "“I have goats,” said Ruth Reyes, 80. His granddaughter, who drove up, rolled her eyes. “I have a car,” she said."
    assert names(detector, text)[-1] == "granddaughter"
    text = "“Is there a view?” I asked the man at the desk.\n\n“There was,” he said, and handed me the key."
    assert names(detector, text)[-1] == "man"
    text = "Tom Reyes sold the farm. “It rained,” he said. A reporter asked about the price. “No comment,” he said."
    assert names(detector, text)[-1] == "Tom Reyes"
    text = (
        "Leopold Finch collects them. His colleagues called him a fool. He took it as praise. “Somebody must,” he said."
    )
    assert names(detector, text) == ["Leopold Finch"]


def test_i_in_a_transcript_is_who_speaks_and_he_is_not() -> None:
    text = (
        "Bea Holm: How did your foreman take it?\n\nIgnace Tarn: Marek Dunn? He told me, “Stay until May.” I told him, “Watch me.”\n\n"
        "Bea Holm: And your mother?\n\nIgnace Tarn: My mother laughed, and she said: “Good.”\n\nBea Holm: And then?\n\nIgnace Tarn: I left."
    )
    found = [p for p in Detector().propose(text) if p.kind in (Kind.DIRECT, Kind.MIXED)]
    assert [p.source.name for p in found if p.source] == ["Marek Dunn", "Ignace Tarn", "mother"]
