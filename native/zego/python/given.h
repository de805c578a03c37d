// How arguments and results pass through pybind11: read and made by our own functions, because
// pybind11's words about a wrong argument repeat all of them, secrets too.
#pragma once

#include <pybind11/pybind11.h>

#include <utility>

#include "zego/python/sequences.h"

namespace klieg::zego::python {

// A buffer of Python's, lent for the time of a call.
class LentBytes {
public:
    LentBytes() = default;
    ~LentBytes() {
        if (is_held_) {
            PyBuffer_Release(&view_);
        }
    }

    LentBytes(const LentBytes&) = delete;
    LentBytes& operator=(const LentBytes&) = delete;
    LentBytes(LentBytes&&) = delete;
    LentBytes& operator=(LentBytes&&) = delete;

    void hold(py::handle from) {
        if (PyObject_GetBuffer(from.ptr(), &view_, PyBUF_SIMPLE) != 0) {
            throw py::error_already_set();
        }
        is_held_ = true;
    }

    [[nodiscard]] Bytes bytes() const {
        return {static_cast<const unsigned char*>(view_.buf), static_cast<std::size_t>(view_.len)};
    }

private:
    Py_buffer view_{};
    bool is_held_ = false;
};

template <class Value>
struct Given {
    Value value{};

    void take(py::handle from) { read(from, value, "an argument"); }
};

template <>
struct Given<Bytes> {
    Bytes value;
    LentBytes lent;

    void take(py::handle from) {
        lent.hold(from);
        value = lent.bytes();
    }
};

// What a function returns beside its code; becomes a tuple when the GIL is held again.
template <class Value>
struct Told {
    Value value;
};

template <class Value>
Told<Value> told(Value value) {
    return {std::move(value)};
}

}  // namespace klieg::zego::python

namespace pybind11::detail {

template <class Value>
struct type_caster<klieg::zego::python::Given<Value>> {
    using Given = klieg::zego::python::Given<Value>;
    static constexpr auto name =  // NOLINT(readability-identifier-naming): pybind11 asks for it
        const_name("object");
    template <class>
    using cast_op_type = const Given&;

    bool load(handle from, bool /*convert*/) {
        given_.take(from);
        return true;
    }

    // pybind11 asks for this conversion by the operator.
    // NOLINTNEXTLINE(google-explicit-constructor,misc-explicit-constructor)
    operator const Given&() { return given_; }

private:
    Given given_;
};

template <class Value>
struct type_caster<klieg::zego::python::Told<Value>> {
    static constexpr auto name =  // NOLINT(readability-identifier-naming): pybind11 asks for it
        const_name("tuple");

    static handle cast(const klieg::zego::python::Told<Value>& from, return_value_policy /*policy*/,
                       handle /*parent*/) {
        return klieg::zego::python::made(from.value).release();
    }
};

}  // namespace pybind11::detail
