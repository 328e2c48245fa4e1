"""Pages on webhooks: which programs elsewhere are told of consultations, registering one, and how deliveries went."""

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from sqlalchemy import select

from engage.auth import describe_staff, role_required
from engage.extensions import db
from engage.models import Role, Webhook, WebhookDelivery
from engage.operations import webhooks as operations
from engage.webhooks import KIND_NAMES, addresses
from forms.delivery.typed import Typed

bp = Blueprint("webhooks", __name__, url_prefix="/staff/webhooks")
bp.context_processor(describe_staff)
#: deliveries that the page lists, the newest first
MOST_LISTED = 50


@bp.get("/")
@role_required(Role.ADMINISTRATOR)
def list_webhooks():
    query = select(Webhook).order_by(Webhook.ended_at.is_not(None), Webhook.id.desc())
    return render_template("webhooks/list_webhooks.html", rows=db.session.scalars(query).all())


@bp.route("/new", methods=["GET", "POST"])
@role_required(Role.ADMINISTRATOR)
def register():
    typed = Typed(request.form)
    if request.method == "POST":
        text = typed.words("address", "Enter an address that begins with https://", addresses.LONGEST)
        if not typed.faults:
            try:
                target = addresses.read(text)
                addresses.look_up(target, addresses.allowed_hosts(current_app.config["WEBHOOK_HOSTS"]))
            except addresses.AddressRefused as error:
                typed.faults["address"] = str(error)
        if not typed.faults:
            webhook, secret = operations.register(target.address, request.url_root, g.staff, _now())
            return render_template("webhooks/show_secret.html", webhook=webhook, secret=secret)
    error_list = [(text, field) for field, text in typed.faults.items()]
    page = render_template("webhooks/register.html", faults=typed.faults, error_list=error_list, typed=request.form)
    return page, 422 if typed.faults else 200


@bp.get("/<webhook_id>")
@role_required(Role.ADMINISTRATOR)
def show_webhook(webhook_id):
    webhook = _load(webhook_id)
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id)
    found = db.session.scalars(query.order_by(WebhookDelivery.id.desc()).limit(MOST_LISTED)).all()
    return render_template(
        "webhooks/show_webhook.html", webhook=webhook, rows=found, kinds=KIND_NAMES, most=MOST_LISTED,
        most_failures=operations.MOST_FAILURES,
    )  # fmt: skip


@bp.post("/<webhook_id>/test")
@role_required(Role.ADMINISTRATOR)
def send_test(webhook_id):
    operations.ask_test(_load(webhook_id), g.staff, _now())
    return redirect(url_for(".show_webhook", webhook_id=webhook_id, _anchor="deliveries"), 303)


@bp.post("/<webhook_id>/switch-on")
@role_required(Role.ADMINISTRATOR)
def switch_on(webhook_id):
    operations.switch_on(_load(webhook_id), g.staff, _now())
    return redirect(url_for(".show_webhook", webhook_id=webhook_id), 303)


@bp.post("/<webhook_id>/remove")
@role_required(Role.ADMINISTRATOR)
def remove(webhook_id):
    operations.end(_load(webhook_id), g.staff, _now())
    return redirect(url_for(".list_webhooks"), 303)


def _load(webhook_id):
    return db.session.scalar(select(Webhook).filter_by(public_id=webhook_id)) or abort(404)


def _now():
    return current_app.config["CLOCK"]()
