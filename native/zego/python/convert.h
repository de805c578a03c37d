// Numbers, texts and named tuples, from Python and to Python.
#pragma once

#include <pybind11/pybind11.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include "zego/bytes.h"

namespace klieg::zego::python {

namespace py = pybind11;

// Makes all enums and named tuples and puts them into the module.
void make_types(py::module_& module);

// Each reads a value or throws; `name` is for the sentence, which never tells the value.
void read(py::handle from, bool& to, const char* name);
void read(py::handle from, float& to, const char* name);
void read(py::handle from, double& to, const char* name);
void read(py::handle from, std::string& to, const char* name);
void read_bytes(py::handle from, std::string& to, const char* name);

// Throws unless `from` is a named tuple of the row `type`.
void expect_tuple(py::handle from, std::size_t type, py::ssize_t size, const char* name);

// A whole number from `least` to `most`.
std::int64_t signed_number(py::handle from, std::int64_t least, std::int64_t most,
                           const char* name);
std::uint64_t unsigned_number(py::handle from, std::uint64_t most, const char* name);

template <class Number, std::enable_if_t<std::is_integral_v<Number>, int> = 0>
void read(py::handle from, Number& to, const char* name) {
    using Limits = std::numeric_limits<Number>;
    if constexpr (std::is_signed_v<Number>) {
        to = static_cast<Number>(signed_number(from, Limits::min(), Limits::max(), name));
    } else {
        to = static_cast<Number>(unsigned_number(from, Limits::max(), name));
    }
}

[[noreturn]] void refuse(py::handle from, const char* name, const char* wanted);

inline py::object made(bool from) {
    return py::bool_(from);
}
template <class Number>
py::object made(Number from) {
    return py::cast(from);
}
py::object made(const std::string& from);
py::object bytes_made(const std::string& from);

// The member of the enum of the row `type`, or the number when it has none of this value.
py::object enum_made(std::size_t type, int value);

// Fills a new named tuple of the row `type`, field by field.
class TupleMaker {
public:
    TupleMaker(std::size_t type, py::ssize_t size);

    void add(py::object item);
    py::object done();

private:
    py::object tuple_;
    py::ssize_t next_ = 0;
};

}  // namespace klieg::zego::python
