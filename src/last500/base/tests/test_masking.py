"""What is left of a number, a name and an address when the whole is not shown."""

import json

import pytest

from last500.base import masking


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("10000008000", "100****8000"),
        ("08162345678", "081****5678"),
        ("0816234567", "08****4567"),
        ("23456789", "****6789"),
        ("2345678", "****678"),
        ("12345", "****"),
        ("8", "****"),
        ("", "****"),
        (" 10000008000 ", "100****8000"),
    ],
)
def test_a_number_hides_at_least_four_digits(number, shown):
    assert masking.phone(number) == shown
    visible = sum(sign.isdigit() for sign in masking.phone(number))
    assert visible <= max(0, len(number.strip()) - 4)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三丰", "张**"),
        ("张三", "张**"),
        ("张", "张**"),
        ("阿依古丽·买买提", "阿**"),
        ("·买买提", "买**"),
        ("Mary Ann", "M**"),
        ("𠮷田", "𠮷**"),  # one character outside of the basic plane, two surrogates in UTF-16
        ("𰻝", "𰻝**"),
        ("葛\U000e0100城", "葛\U000e0100**"),  # with its variation selector
        ("E\u0301lodie", "É**"),
        ("q\u0307uan", "q\u0307**"),
        ("\ud842张三", "张**"),  # half a pair cannot be written to any page
        ("", "**"),
        ("  ", "**"),
        ("　李四", "李**"),
    ],
)
def test_a_name_keeps_its_first_sign_only(name, shown):
    assert masking.name(name) == shown
    json.dumps(masking.name(name)).encode()
    masking.name(name).encode("utf-8")


def test_the_length_of_a_name_is_not_told():
    assert len(masking.name("张三")) == len(masking.name("张三丰满堂"))


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("3号楼", "3号楼"),
        ("芙蓉苑3号楼2单元301", "芙蓉苑3号楼"),
        ("芙蓉苑３栋２单元３０１", "芙蓉苑3栋"),
        ("A座1202室", "A座"),
        ("南楼", "南楼"),
        ("南楼4楼402", "南楼"),
        ("平房区", "平房区"),
        ("2单元301", "****"),
        ("402室", "****"),
        ("", "****"),
    ],
)
def test_an_address_ends_at_the_building(address, shown):
    assert masking.address(address) == shown
