"""The words by which columns about persons are known: headers, posts, numbers, forms of address."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from geodata.reading.text import tidy_name

if TYPE_CHECKING:
    from collections.abc import Mapping

NUMBER = r"(_?(no|nos|num|nr|number|numbers|#))?"
OF = r"_(of|de|do|da|du|d|la|oa|le)_"
# Found as whole headers, in English, French, Portuguese and Sesotho.
HEADERS: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(pattern)
    for kind, pattern in (
        (
            "name",
            (
                r"(full|first|last|sur|given|family|middle|nick|other|maiden|preferred)_?names?|"
                r"names?_and_surnames?|name_surname|prepared_by|enumerator|interviewer|data_clerk|"
                r"nom_(de_famille|complet|et_prenoms?)|nome_(completo|de_familia)|"
                r"benefici\w+_names?|names?_of_benefici\w+|next_of_kin.*|kin|chief"
            ),
        ),
        (
            "health",
            (
                r"(hiv|sero|health|art)_?(status|results?)?_of_(the_)?"
                r"(staff|mm|cmm|employee|mentor|mother|worker)s?(_.*)?|"
                r"(staff|mm|cmm|employee|mentor|mother|worker)s?_(mothers?_)?(hiv|sero)_?status"
            ),
        ),
        (
            "phone",
            (
                r"(.*_)?(cell|phone|mobile|tele?|telephone|cellphone|msisdn|whats_?app|fax|"
                r"cell_phone|telefone|celular|mohala|gsm)"
                rf"{NUMBER}(_\d)?(_(mm|sc|cmm|csc|staff))?|portable|"
                rf"(cell|phone|mobile|tele?|telephone|cellphone|whats_?app|e_?mail){NUMBER}_of_.*|"
                r"contact(_?(no|number|details|s))?|(mm|sc|cmm|csc|staff)_contact(_.*)?|"
                r"(.*_)?(e_?mail(_address)?|courriel)"
            ),
        ),
        (
            "identity",
            (
                r"(.*_)?(national|nat|omang|passport|nid|id_card|identity|matricule)(_id)?"
                r"(_?(no|num|nr|number|card|document))?|id_?(no|num|nr|number)|"
                r"(staff|employee|emp|payroll|personnel|force|client|patient|mother|mme|infant|hei|"
                r"participant|benefici\w+|eregister|e_register|art|hts|anc|nin|ssn|unique)"
                r"_?(id|no|num|number|code|identifier|unique_id)|unique_(art_)?(no|id|number)|"
                r"(bank|account|bank_account|iban)(_.*)?|ccc(_?(no|number))?|"
                r"medical_record.*|mrn|uic|payroll|bukana.*|file_no|folder_no|hospital_(no|number)|"
                rf"(.*_)?(numero|n|no|carte|bilhete){OF}"
                r"(dossier|patient|identite|identidade|identificacao|processo|utente)"
            ),
        ),
        (
            "birth",
            (
                r"age_of_.*|.*_age_(at|in|on)_.*|dob|d_o_b|yob|born|naissance|nascimento|birthdate|date_born|age_in_years|"
                r"(date|year|day|month)_born|(date_of_|day_of_)?birth(_?da(y|te))?|(date|day|year|month|lieu|place|data|annee|"
                rf"ano|letsatsi|lilemo|selemo){OF}(birth|naissance|nascimento|tsoalo)"
            ),
        ),
        (
            "home",
            (
                r"home_?(village|address|town|place|area|gps)?|homestead|gps_home|domicile|motse|"
                rf"(village|place|town|lieu|local|motse){OF}(residen\w*|origin\w*|domicile|bolulo)|"
                r"residen(ce|tial|cia).*|(.*_)?(address|adresse|endereco)"
            ),
        ),
    )
}
BARE_NAMES = frozenset({"name", "names", "nom", "noms", "nome", "nomes"})
BARE_PLACES = frozenset({"village", "villages", "town", "aldeia"})
NAME_WORDS = BARE_NAMES | {"lebitso", "mabitso"}
NAMES_OF_PERSONS = frozenset(
    {
        "lebitso", "mabitso", "fane", "surname", "surnames", "forename", "forenames", "firstname",
        "lastname", "fullname", "initials", "prenom", "prenoms", "apelido", "sobrenome",
    }
)  # fmt: skip
PERSONS = frozenset(
    {
        "staff", "employee", "employees", "worker", "workers", "client", "clients", "patient",
        "patients", "mother", "mothers", "woman", "women", "child", "infant", "baby", "person",
        "nurse", "nurses", "partner", "mentor", "mentors", "coordinator", "coordinators",
        "supervisor", "husband", "guardian", "kin", "contact", "owner", "respondent", "member",
        "members", "caregiver", "participant", "mm", "mms", "sc", "cmm", "csc",
        "keeper", "caretaker", "custodian", "incumbent", "holder",
        "chw", "vhw", "mme", "ntate", "mosali", "ngoana", "mosebetsi", "personne", "mere", "femme",
        "enfant", "agent", "responsable", "mae", "mulher", "paciente", "utente", "funcionario",
    }
)  # fmt: skip
# Headers of these words only; a partner or an owner alone is mostly an organisation.
POSTS_HELD = PERSONS - {"partner", "owner", "member", "members", "agent"}
BESIDE_POSTS = frozenset(
    {"of", "the", "and", "in", "health", "village", "community", "lay", "1", "2"}
)
ANSWERS = frozenset(
    {"yes", "no", "none", "nil", "missing", "unknown", "vacant", "positive", "negative", "pos",
     "neg", "new", "old", "male", "female", "null", "not available", "not reported", "oui", "non"}
)  # fmt: skip
PLACES = frozenset(
    {
        "site", "facility", "clinic", "hospital", "district", "village", "council", "area", "stop",
        "centre", "center", "org", "unit", "region", "place", "school", "setsi", "tliniki",
        "sepetlele", "setereke", "motse", "station", "country", "province", "ward",
    }
)  # fmt: skip
FACILITIES = frozenset(
    {"clinic", "hospital", "hc", "dispensary", "centre", "center", "hosp", "tliniki", "sepetlele"}
)
# A text with one of these is none: words of tables, posts, places and owners.
NO_NAMES = (
    PERSONS
    | PLACES
    | frozenset(
        """
    health community lay counsellor counselor officer manager assistant data driver tester post
    posts filled position vacancy vacancies leave maternity annual sick study transferred resigned
    retired deceased pending blank nothing several many few some shared closed open opened road
    roads snow flood flooded rain rains weather cancelled canceled postponed rescheduled public
    holiday done held partly planned not no data available reported recorded known unknown ministry
    government private church lutheran catholic anglican mission faith based christian association
    red cross army prison college university foundation trust project programme program first
    second third fourth quarter month months year years week monday tuesday wednesday thursday
    friday saturday sunday january february march april june july august september october
    november december north south east west northern southern eastern western upper lower urban
    rural peri lowlands foothills highlands mountain mountains river valley full part time total
    sub grand none gravel tar track bridge hospital filter primary secondary district council
    national international medical mobile outreach team service services doctor pharmacist lab
    laboratory technician cleaner guard general referral baylor elizabeth glaser pediatric
    paediatric ha thaba st saint sainte mt mount nek hoek tseka buthe bothe camp school market
    border gate town city main street avenue box new old good bad fair poor high low medium very
    yes functional working broken solar grid water power electricity see above below note error
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat tbc tbd nil nul zero
    value name ref div num formula stock out
    """.split()  # noqa: SIM905 - a list of one word a line would hide what is in it
    )
)
POST = re.compile(r"cadre|position|post|job_title|role|designation|poste|cargo|mosebetsi")
# Beside a post these are of whoever holds it; counts by age have no post.
OF_STAFF = re.compile(
    r"age(_.*)?|(hiv|sero|art|tb|pregnancy|health)_status|arvs?(_.*)?|(art_)?regimen|viral_load.*|vl|"
    r"cd4.*|edd|edc|lmp|gravida|parity|para|weight.*|height.*|muac.*|marital_status|pregnant|"
    r"breast_?feeding|last_visit|next_(visit|appt|appointment)(_.*)?"
)
HIV_STATUS = re.compile(r"(hiv|vih) ?(\+|-|\u2212|pos\w*|neg\w*|unk\w*)", re.IGNORECASE)
# Of these columns the cells decide: a name in words is a person's, a number is a count.
ROLES = re.compile(
    r"(.*_)?in_?charge(_.*)?|(compiled|reported|completed|filled|submitted|verified|approved|"
    r"signed|checked|counted|captured|entered)(_in)?_by|incumbents?|(post|position)_holder|nok|"
    r"holder_of(_the)?_(post|position)|(who|whom)_to_(ask|call|contact)|keeper|caretaker|custodian|"
    r"(responsable|responsavel|encarregado|titulaire|chef)(_.*)?|focal(_(person|point))?|(.*_)?(manager|matron|"
    r"officer|supervisor|nurse|midwife|counsellor|coordinator_name)|signature|responsible(_person)?|"
    r"(mentor_mothers?|mentors?|staff)_(present|on_duty|names?)|benefici\w+"
)
# "OPD number" may count visits or name a patient.
COUNT_OR_NUMBER = re.compile(
    r"(opd|ipd|prep|tb|case|register|registration|pmtct|eid|(pre_?)?art|anc|hts|arv)"
    r"(_?reg(ister|istration)?)?_?(id|no|num|nr|number|code|#)|"
    r"(opd|ipd|prep|tb|pmtct|eid|(pre_?)?art|anc|hts|arv)_?reg(ister|istration)?"
)
IN_WORDS = re.compile(r"[^\W\d_][^\d]{2,}")
CONTENT: Mapping[str, re.Pattern[str]] = {
    "phone": re.compile(
        r"(\(?(\+|00)?266\)?)?[\s-]?[56]\d{3}[\s-]?\d{4}|"
        r"\(?(\+|00)\d{1,3}\)?[\s-]?\d[\d\s-]{6,14}|0\d{2}[\s-]?\d{3}[\s-]?\d{4}"
    ),
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}|@[\w.]{3,30}", re.IGNORECASE),
    "home": re.compile(r"(house|plot|flat|erf|stand) *(no\.? *)?\d+\b.*", re.IGNORECASE),
    # A picture or a recording is mostly of somebody, and its name says of whom.
    "picture": re.compile(r".*\.(jpe?g|png|heic|mp3|mp4|amr|3gp|wav|opus)", re.IGNORECASE),
    # As registers number their clients: country or site, facility, running number, year.
    "identity": re.compile(
        r"0?\d{12,13}|\d{15}|[A-Z]{1,5}/([A-Z\d]{1,6}/)+\d{2,6}|"
        r"[A-Z]{2,5}-(19|20)\d{2}-\d{3,6}|\d{5}-\d{4,5}"
    ),
    "name": re.compile(
        r"(?!N\.? ?[ADKR]\.?$)([A-Z]\. ?){1,3}[A-Z]\.|(?!www\.)[a-z]{2,15}\.[a-z]{3,15}"
    ),
}
# One of these anywhere in a column is enough: a full number, or a mobile number among words.
PHONES = re.compile(r"(\+|(?<![\w.,])00)[\s(]{0,2}(266|27)\)?[\s-]?\d[\d\s-]{6,12}\d")
MOBILE = re.compile(r"(?<![\w.,-])[56]\d{3}[\s-]?\d{4}(?![\d]|[.,]\d)")
LETTERS = re.compile(r"[^\W\d_]{2}")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}\.[a-z]{2,}", re.IGNORECASE)
COMMENTS = frozenset(
    {"comment", "comments", "remark", "remarks", "note", "notes", "observation", "observations",
     "commentaire", "commentaires", "observacoes", "description"}
)  # fmt: skip
SPOKEN_OF = re.compile(r"(?i:\b(mme|ntate|mrs?|ms|miss|m'e))\.? +[^\W\d_a-z]")


def folded(header: str) -> str:
    r"""
    Return a header in small letters, without accents and signs, its words joined.

    >>> folded("Nom et pr\u00e9nom"), folded("Mother's name"), folded("Emp. No")
    ('nom_et_prenom', 'mother_name', 'emp_no')
    """
    plain = unicodedata.normalize("NFKD", tidy_name(header))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    without = re.sub(r"['\u2019]s(?=_|\b)", "", letters)
    return re.sub(r"([^\w#]|_)+", "_", without).strip("_")
