"""Runs localstripe for the tests: on this machine alone, and with nothing kept on the disk.

Five things that Stripe has are added: confirming takes the address to return to, the script for pages
makes payment methods, a payment that is to keep its card attaches it to its customer, and a card that
is attached pays for nobody else, and what is missing is called so.
"""

import sys
from pathlib import Path

from aiohttp import web
import localstripe
from localstripe import resources

resources.Store.dump_to_disk = lambda self: None

CONFIRM = "/v1/payment_intents/{id}/confirm"
SCRIPT = "/js.stripe.com/v3-with-payment-methods/"

PAYMENT_METHODS = """
const openStripe = Stripe;
Stripe = key => Object.assign(openStripe(key), {
  createPaymentMethod: async ({type, card, billing_details}) => {
    const body = new URLSearchParams({key, type});
    for (const [name, value] of Object.entries((card.value || {card: {}}).card)) body.append(`card[${name}]`, value);
    for (const [name, value] of Object.entries(billing_details)) body.append(`billing_details[${name}]`, value);
    const response = await fetch(`${LOCALSTRIPE_BASE_API}/js.stripe.com/payment_methods`, {method: 'POST', body});
    const answer = await response.json();
    return response.ok ? {paymentMethod: answer} : {error: answer.error};
  },
});
"""


def confirming(confirm):
    return lambda id, return_url=None, **rest: confirm(id, **rest)


resources.extra_apis[:] = [
    (method, path, confirming(answer) if path == CONFIRM else answer) for method, path, answer in resources.extra_apis
]

answer_of = resources.UserError.to_response


def naming_what_is_missing(self):
    if self.code == 404:
        self.body["error"].setdefault("code", "resource_missing")
    return answer_of(self)


resources.UserError.to_response = naming_what_is_missing


def intents_that_keep(intent):
    open_intent, charge = intent.__init__, intent._create_charge

    def opened(self, customer=None, payment_method=None, setup_future_usage=None, **rest):
        method = payment_method and resources.PaymentMethod._api_retrieve(payment_method)
        if method and method.customer and method.customer != customer:
            raise resources.UserError(400, "The PaymentMethod belongs to another Customer.", {"code": "resource_missing"})
        open_intent(self, customer=customer, payment_method=payment_method, **rest)
        self._keeps_card = bool(setup_future_usage)

    def charged(self, on_failure_now):
        charge(self, on_failure_now)
        if self._keeps_card and self.latest_charge.status == "succeeded":
            resources.PaymentMethod._api_attach(self.payment_method, customer=self.customer)

    intent.__init__, intent._create_charge = opened, charged


intents_that_keep(resources.PaymentIntent)

from localstripe.server import app, get_post_data, json_response  # noqa: E402


async def script(request):
    theirs = Path(localstripe.__file__).with_name("localstripe-v3.js").read_text()
    return web.Response(text=theirs + PAYMENT_METHODS, content_type="application/javascript")


async def make_payment_method(request):
    return json_response(resources.PaymentMethod._api_create(**await get_post_data(request))._export())


app.router.add_get(SCRIPT, script)
app.router.add_post("/js.stripe.com/payment_methods", make_payment_method)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
