"""What programs read: feeds, calendar files, structured data, sitemap and robots.txt, by libraries made for them."""

import datetime
import html
import json
import re
import urllib.error
import urllib.request
import urllib.robotparser
import xml.etree.ElementTree as ElementTree

import feedparser
import icalendar
import jsonschema

JSON_FEED = {
    "type": "object", "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"}, "title": {"type": "string", "minLength": 1},
        "home_page_url": {"type": "string", "format": "uri"}, "feed_url": {"type": "string", "format": "uri"},
        "items": {"type": "array", "items": {
            "type": "object", "required": ["id", "content_text"],
            "properties": {
                "id": {"type": "string"}, "url": {"type": "string", "format": "uri"},
                "content_text": {"type": "string", "minLength": 1},
                "date_published": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
                "authors": {"type": "array", "items": {"type": "object", "required": ["name"]}}}}}}}

# https://developers.google.com/search/docs/appearance/structured-data/job-posting, as it is documented.
JOB_POSTING = {
    "type": "object",
    "required": [
        "@context", "@type", "datePosted", "description", "hiringOrganization", "jobLocation", "title",
        "baseSalary", "directApply", "employmentType", "identifier", "validThrough"],
    "properties": {
        "@type": {"const": "JobPosting"},
        "datePosted": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$"},
        "validThrough": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$"},
        "description": {"type": "string", "pattern": "^<p>"},
        "hiringOrganization": {"type": "object", "required": ["@type", "name"]},
        "jobLocation": {"type": "object", "required": ["@type", "address"], "properties": {"address": {
            "type": "object", "required": ["addressCountry", "addressLocality", "postalCode", "streetAddress"]}}},
        "baseSalary": {"type": "object", "required": ["currency", "value"], "properties": {
            "currency": {"const": "GBP"}, "value": {"type": "object", "required": ["unitText"], "anyOf": [
                {"required": ["value"]}, {"required": ["minValue", "maxValue"]}]}}},
        "directApply": {"const": True},
        "identifier": {"type": "object", "required": ["@type", "name", "value"]}}}


def fetch(staffroom, path, **headers):
    request = urllib.request.Request(staffroom.address + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def some_vacancy(staffroom):
    return staffroom.sql("SELECT id FROM vacancy WHERE state = 'published' ORDER BY published_at, id LIMIT 1")


def test_atom_feed(staffroom):
    status, headers, body = fetch(staffroom, "/vacancies/feed.atom?phase=primary")
    assert status == 200
    feed = feedparser.parse(body)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10" and feed.entries
    for entry in feed.entries:
        assert entry.id.startswith("urn:uuid:") and entry.link and entry.title and entry.author and entry.updated_parsed
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    assert fetch(staffroom, "/vacancies/feed.atom?phase=primary", **{"If-None-Match": headers["ETag"]})[0] == 304


def test_json_feed(staffroom):
    status, headers, body = fetch(staffroom, "/vacancies/feed.json")
    assert status == 200 and headers["Content-Type"].startswith("application/feed+json")
    feed = json.loads(body)
    jsonschema.validate(feed, JSON_FEED)
    assert feed["items"]


def test_calendar_file(staffroom):
    vacancy = some_vacancy(staffroom)
    status, headers, body = fetch(staffroom, f"/vacancies/{vacancy}/calendar.ics")
    assert status == 200 and headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(body)
    assert not calendar.errors
    events = calendar.walk("VEVENT")
    assert events and not any(event.errors for event in events)
    closing = next(event for event in events if "closing" in event["UID"])
    assert closing.decoded("DTSTART").tzinfo is not None
    for event in events:
        assert event.decoded("DTSTAMP").tzinfo == datetime.timezone.utc or event.decoded("DTSTAMP").utcoffset() is not None
        assert event["SUMMARY"] and event["URL"].endswith(vacancy)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))


def test_structured_data_is_whole_and_refused_by_no_policy(page, staffroom):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    vacancy = some_vacancy(staffroom)
    staffroom.sql(
        "UPDATE school SET street = '1 Example Street', town = 'Grays', postcode = 'RM17 6SL' "
        f"WHERE organisation_id = (SELECT school_id FROM vacancy WHERE id = '{vacancy}')")
    page.goto(f"/vacancies/{vacancy}")
    page.wait_for_load_state("networkidle")
    posting = json.loads(page.locator("script[type='application/ld+json']").text_content())
    jsonschema.validate(posting, JOB_POSTING)
    assert complaints == []
    assert posting["title"] == page.locator("h1").inner_text().split("\n")[-1]
    assert page.locator("link[rel=canonical]").get_attribute("href").endswith(f"/vacancies/{vacancy}")


def test_a_closed_vacancy_has_none(page, staffroom, check_page):
    closed = staffroom.sql("SELECT id FROM vacancy WHERE published_at IS NOT NULL AND closes_at < now() LIMIT 1")
    if not closed:
        closed = staffroom.sql(
            "UPDATE vacancy SET closes_at = now() - interval '1 minute' WHERE id = (SELECT id FROM vacancy "
            "WHERE state = 'published' ORDER BY published_at DESC, id DESC LIMIT 1) RETURNING id")
    assert page.goto(f"/vacancies/{closed}").status == 200
    assert page.locator("script[type='application/ld+json']").count() == 0
    assert "takes no more applications" in page.content()
    check_page(page, "vacancy-closed")


def test_robots_and_sitemap(staffroom):
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(fetch(staffroom, "/robots.txt")[2].decode().splitlines())
    assert robots.can_fetch("*", "/vacancies") and robots.can_fetch("*", "/schools/137549")
    for path in ("/school/x", "/account", "/applications", "/saved-vacancies", "/alerts/manage", "/api/v1/vacancies"):
        assert not robots.can_fetch("*", path), path
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    assert robots.site_maps()[0].endswith("/sitemap.xml")
    index = ElementTree.fromstring(fetch(staffroom, "/sitemap.xml")[2])
    found = set()
    for part in index.findall("s:sitemap/s:loc", names):
        path = "/" + part.text.split("/", 3)[3]
        tree = ElementTree.fromstring(fetch(staffroom, path)[2])
        for url in tree.findall("s:url", names):
            found.add(url.find("s:loc", names).text)
            stamp = url.find("s:lastmod", names)
            if stamp is not None:
                datetime.datetime.fromisoformat(stamp.text)
    assert any(address.endswith(some_vacancy(staffroom)) for address in found)
    assert all(html.escape(address) and re.match(r"https?://", address) for address in found)
