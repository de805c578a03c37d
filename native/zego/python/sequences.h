// Lists, arrays and what may be missing, from Python and to Python.
#pragma once

#include <array>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "zego/picture.h"
#include "zego/python/convert.h"
#include "zego/python_values.h"

namespace klieg::zego::python {

template <class Item>
void read(py::handle from, std::optional<Item>& to, const char* name) {
    if (!from.is_none()) {
        read(from, to.emplace(), name);
    }
}

template <class Item>
void read(py::handle from, std::vector<Item>& to, const char* name) {
    if (PySequence_Check(from.ptr()) == 0 || PyUnicode_Check(from.ptr()) != 0) {
        refuse(from, name, "sequence");
    }
    for (const py::handle item : py::reinterpret_borrow<py::sequence>(from)) {
        read(item, to.emplace_back(), name);
    }
}

template <std::size_t kSize>
void read(py::handle from, std::array<int, kSize>& to, const char* name) {
    if (PyTuple_Check(from.ptr()) == 0 || PyTuple_GET_SIZE(from.ptr()) != py::ssize_t{kSize}) {
        refuse(from, name, "tuple of the right length");
    }
    for (std::size_t number = 0; number < kSize; ++number) {
        read(PyTuple_GET_ITEM(from.ptr(), static_cast<py::ssize_t>(number)), to[number], name);
    }
}

py::object made(const Picture& from);

template <class Item>
py::object made(const std::optional<Item>& from) {
    return from.has_value() ? made(*from) : py::object(py::none());
}

template <class Items>
py::object tuple_made(const Items& from) {
    py::tuple items(from.size());
    for (std::size_t number = 0; number < from.size(); ++number) {
        PyTuple_SET_ITEM(items.ptr(), static_cast<py::ssize_t>(number),
                         made(from[number]).release().ptr());
    }
    return std::move(items);
}

template <class Item>
py::object made(const std::vector<Item>& from) {
    return tuple_made(from);
}

template <std::size_t kSize>
py::object made(const std::array<int, kSize>& from) {
    return tuple_made(from);
}

template <class... Items>
py::object made(const std::tuple<Items...>& from) {
    return std::apply(
        [](const Items&... items) -> py::object { return py::make_tuple(made(items)...); }, from);
}

}  // namespace klieg::zego::python
