#!/usr/bin/env python3
"""Writes the Olist marketing funnel as Kith commands, one JSON object a line.

    olist_to_commands.py DIR > commands.ndjson
    kith import commands commands.ndjson

DIR holds the two published files. They are joined on `mql_id`:

- every row of the qualified leads becomes `CreateLead`, at 00:00 UTC of its first contact;
- every row of the closed deals becomes `QualifyLead` (sql), `ConvertLead` and `WinOpportunity`, at
  the moment the deal was won, read as UTC. The files don't say when a lead was qualified or when its
  opportunity was opened, so both get the one time that is known.

What the files don't have is made from `mql_id`, always the same way: ids (UUIDv5), company, person,
e-mail address and phone number of the lead, name and nominal amount of the deal. An absent `origin`
becomes the source `(empty)`: it isn't the literal `unknown` that 1,099 other rows have.

Commands come in order of their time, each lead's own in the order of its life even where the files
disagree: one deal was won two days before its first contact.

Every line carries an idempotency key made from `mql_id`, so a second import changes nothing, in
whatever order its lines come.
"""

import csv
import hashlib
import json
import sys
import uuid
from pathlib import Path

LEADS = "olist_marketing_qualified_leads_dataset.csv"
DEALS = "olist_closed_deals_dataset.csv"

CHECKLIST = ("need", "decision_maker", "budget", "timeframe", "contact_verified")


def made_id(kind, mql_id):
    """The id of a record: the same for every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"olist:{kind}:{mql_id}"))


def made_number(what, mql_id, below):
    """A number made from the id, spread evenly."""
    digest = hashlib.sha256(f"{what}:{mql_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


def made_person(mql_id):
    """Somebody at the company; nothing of it is in the files."""
    token = hashlib.sha256(f"person:{mql_id}".encode()).hexdigest()[:12]
    return {
        "person_name": f"Seller {token}",
        "email": f"{token}@{mql_id}.example",
        "phone": f"+55119{made_number('phone', mql_id, 10**8):08d}",
    }


def create_lead(row):
    mql_id = row["mql_id"]
    return {
        "lead_id": made_id("lead", mql_id),
        "company": f"Company {mql_id}",
        **made_person(mql_id),
        "source": row["origin"] or "(empty)",
        "utm": {"content": row["landing_page_id"]},
        "external_id": {"system": "olist", "id": mql_id},
    }


def qualify_lead(mql_id):
    return {
        "lead_id": made_id("lead", mql_id),
        "level": "sql",
        "checklist": {question: True for question in CHECKLIST},
    }


def convert_lead(deal):
    mql_id = deal["mql_id"]
    amount = 1_000 + made_number("amount", mql_id, 9_000)
    return {
        "lead_id": made_id("lead", mql_id),
        "account": {"mode": "match"},
        "contact": {"mode": "match"},
        "opportunity": {
            "opportunity_id": made_id("opportunity", mql_id),
            "name": f"Seller contract {mql_id}",
            "amount": {"amount": f"{amount}.00", "currency": "BRL"},
            "expected_close": deal["won_date"][:10],
        },
    }


def win_opportunity(deal, won_at):
    return {"opportunity_id": made_id("opportunity", deal["mql_id"]), "won_at": won_at}


def command(name, mql_id, occurred_at, data):
    return {
        "command": name,
        "idempotency_key": f"olist:{name}:{mql_id}",
        "occurred_at": occurred_at,
        "data": data,
    }


def life(row, deal):
    """The commands of one lead in the order of its life."""
    mql_id = row["mql_id"]
    yield command("CreateLead", mql_id, f"{row['first_contact_date']}T00:00:00Z", create_lead(row))
    if deal is not None:
        won_at = deal["won_date"].replace(" ", "T") + "Z"
        yield command("QualifyLead", mql_id, won_at, qualify_lead(mql_id))
        yield command("ConvertLead", mql_id, won_at, convert_lead(deal))
        yield command("WinOpportunity", mql_id, won_at, win_opportunity(deal, won_at))


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def main(directory):
    deals = {deal["mql_id"]: deal for deal in rows(directory / DEALS)}
    timed = []
    for row in rows(directory / LEADS):
        latest = ""
        for line in life(row, deals.pop(row["mql_id"], None)):
            latest = max(latest, line["occurred_at"])
            timed.append((latest, line))
    if deals:
        sys.exit(f"{len(deals)} deals belong to no lead, such as {next(iter(deals))}")
    # Stable, so that a lead's own commands keep their order.
    timed.sort(key=lambda pair: pair[0])
    for _, line in timed:
        print(json.dumps(line, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
