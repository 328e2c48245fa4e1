"""A council's own pictures: taken in with source and licence, without what the camera hid in them."""

import logging
import re
import secrets

from sqlalchemy import select

from engage import picture_files
from engage.errors import PictureRefused
from engage.extensions import db
from engage.models import OwnPicture, Questionnaire, QuestionnaireVersion
from engage.operations import transaction
from engage.operations.staff import note
from engage.publishing import published
from forms import definition

log = logging.getLogger(__name__)

LONGEST_SOURCE = 300


def add_picture(name, content, source, licence, actor, now):
    """Keep a picture that questionnaires may call "own:NAME". PictureRefused says why not, and of which field."""
    if not re.fullmatch(definition.KEY, name):
        raise PictureRefused("name", "Use 2 to 40 small letters, digits and _ in the name, a letter first")
    if not source.strip():
        raise PictureRefused("source", "Enter who made the picture or where you found it")
    if len(source) > LONGEST_SOURCE:
        raise PictureRefused("source", f"The source must be {LONGEST_SOURCE} characters or fewer")
    if not licence.strip():
        raise PictureRefused("licence", "Enter the licence of the picture")
    picture_files.refuse_licence(licence)
    found = picture_files.read(content)
    with transaction():
        if db.session.scalar(select(OwnPicture.id).filter_by(name=name)) is not None:
            raise PictureRefused("name", f"There is a picture {name} already. Choose another name")
        picture = OwnPicture(
            public_id=secrets.token_urlsafe(12),
            name=name,
            media_type=found.media_type,
            width=found.width,
            height=found.height,
            content=found.content,
            source=source.strip(),
            licence=licence.strip(),
            added_by_id=actor and actor.id,
            added_at=now,
        )
        db.session.add(picture)
        db.session.flush()
        note(actor, "added_picture", "own_picture", picture.public_id, now, name=name, licence=picture.licence)
    log.info("picture %s added", picture.public_id)
    return picture


def remove_picture(picture, actor, now):
    """Forget a picture. PictureRefused names the questionnaires that show it: what was published is never changed."""
    with transaction():
        if shown := uses().get(picture.name):
            raise PictureRefused("name", f"Questionnaires show this picture: {', '.join(shown)}. It has to stay")
        note(actor, "removed_picture", "own_picture", picture.public_id, now, name=picture.name)
        db.session.delete(picture)
    log.info("picture %s removed", picture.public_id)


def uses():
    """Name of an own picture -> the published versions that show it, as "market_place version 2"."""
    rows = select(QuestionnaireVersion.id, QuestionnaireVersion.number, Questionnaire.key).join(Questionnaire)
    found = {}
    for version_id, number, key in db.session.execute(rows.order_by(QuestionnaireVersion.id)):
        for name in published(version_id).definition.pictures():
            if name.startswith(definition.OWN):
                found.setdefault(name.removeprefix(definition.OWN), []).append(f"{key} version {number}")
    return found


def refuse_missing(questionnaire):
    """PictureRefused if the questionnaire names pictures that nobody has added."""
    wanted = {name.removeprefix(definition.OWN) for name in questionnaire.pictures() if name.startswith(definition.OWN)}
    present = set(db.session.scalars(select(OwnPicture.name).where(OwnPicture.name.in_(wanted))))
    if missing := sorted(wanted - present):
        raise PictureRefused("name", f"Add these pictures first: {', '.join(missing)}")
