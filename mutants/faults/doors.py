"""What comes in and what goes out: photos, tables, calls, headers, cookies."""

from mutants.faults.kinds import Fault, S

PHOTOS = f"{S}/base/pictures.py"
UPLOADS = "tests/security/test_uploads.py"
SHEETS = "tests/security/test_spreadsheets.py"
OUTBOUND = "tests/security/test_outbound.py"
HEADERS = "tests/security/test_headers.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "EXIF kept",
        "a photo tells where its owner lives",
        PHOTOS,
        'flat.save(fresh, "JPEG", quality=QUALITY, optimize=True)',
        'flat.save(fresh, "JPEG", quality=QUALITY, optimize=True, exif=picture.getexif())',
        (f"{UPLOADS}::test_what_is_stored_tells_neither_place_nor_camera",),
    ),
    Fault(
        "pixel limit off",
        "one picture of a few kilobytes takes all memory",
        PHOTOS,
        "    if picture.width * picture.height > limits.PHOTO_PIXELS.most:",
        "    if False:",
        (f"{UPLOADS}::test_forty_million_pixels_are_the_most",),
    ),
    Fault(
        "zip cap off",
        "a small table unpacks to gigabytes",
        f"{S}/base/spreadsheet_reader.py",
        "    _look_into(content, caps)\n",
        "",
        (f"{SHEETS}::test_a_hostile_file_is_refused_quickly_and_with_little_memory",),
    ),
    Fault(
        "reader keeps its hands",
        "a hostile table reads the keys of the house",
        f"{S}/base/spreadsheet_reader.py",
        "    sys.addaudithook(_refuse)\n",
        "",
        (f"{SHEETS}::test_the_process_has_given_up_what_it_does_not_need",),
    ),
    Fault(
        "formula prefix off",
        "a resident's text runs as a formula on the officer's machine",
        f"{S}/base/sheets.py",
        '    return f"\'{text}" if starts else text\n',
        "    return text\n",
        (f"{S}/base/tests/test_sheets.py::test_what_would_be_computed_is_quoted",),
    ),
    Fault(
        "only private addresses refused",
        "a call reaches the provider's metadata service and its keys",
        f"{S}/base/outbound.py",
        "    return known.is_global and not known.is_multicast and not special\n",
        "    return not known.is_private\n",
        (f"{OUTBOUND}::test_what_is_not_public_is_known",),
    ),
    Fault(
        "redirect followed",
        "a host that was allowed sends the call on to one that is not",
        f"{S}/base/outbound.py",
        "        return _talk(line, method, parts, body, headers or {}, ends)\n",
        "        answer = _talk(line, method, parts, body, headers or {}, ends)\n"
        '        if "Location" in answer.headers:\n'
        '            return call(method, answer.headers["Location"], network=network)\n'
        "        return answer\n",
        (f"{OUTBOUND}::test_no_redirect_is_followed",),
    ),
    Fault(
        "inline scripts allowed",
        "words that slipped into a page run there as a program",
        f"{S}/settings.py",
        '        "script-src": [NONCE],\n',
        '        "script-src": [NONCE, "\'unsafe-inline\'"],\n',
        (f"{HEADERS}::test_odd_answers_say_it_too",),
    ),
    Fault(
        "scripts without a nonce",
        "any file at our own address is a program",
        f"{S}/settings.py",
        '        "script-src": [NONCE],\n',
        '        "script-src": ["\'self\'"],\n',
        (f"{HEADERS}::test_every_answer_of_every_page_to_every_persona_says_it",),
    ),
    Fault(
        "cookie open to scripts",
        "a script on a page takes the session away",
        f"{S}/settings.py",
        "SESSION_COOKIE_HTTPONLY = True\n",
        "SESSION_COOKIE_HTTPONLY = False\n",
        (f"{HEADERS}::test_cookies_of_a_production_can_only_be_set_by_our_own_host",),
    ),
    Fault(
        "wrong digits answered otherwise",
        "guessing numbers tells which requests exist",
        f"{S}/service_requests/views/follow.py",
        '            return see_other(f"/r/{found.number}/")\n        form.add_error(',
        '            return see_other(f"/r/{found.number}/")\n'
        '        if ServiceRequest.objects.filter(number=read_number(given["number"])).exists():\n'
        '            form.add_error("digits", _("请再看看受理号和四位数字"))\n'
        "        form.add_error(",
        (
            f"{S}/service_requests/tests/test_follow_pages.py"
            "::test_wrong_number_and_wrong_digits_are_answered_alike",
        ),
    ),
)
