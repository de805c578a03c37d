#include "zego/python/convert.h"

namespace klieg::zego::python {

namespace {

std::string sentence(const char* name, const std::string& why) {
    return std::string("cannot use ") + name + ": " + why;
}

[[noreturn]] void refuse_size(const char* name) {
    PyErr_SetString(PyExc_OverflowError, sentence(name, "the number is too large").c_str());
    throw py::error_already_set();
}

}  // namespace

void refuse(py::handle from, const char* name, const char* wanted) {
    const std::string found = Py_TYPE(from.ptr())->tp_name;
    throw py::type_error(sentence(name, "it is a " + found + ", not a " + wanted));
}

void read(py::handle from, bool& to, const char* name) {
    if (PyBool_Check(from.ptr()) == 0) {
        refuse(from, name, "bool");
    }
    to = from.ptr() == Py_True;
}

std::int64_t signed_number(py::handle from, std::int64_t least, std::int64_t most,
                           const char* name) {
    if (PyLong_Check(from.ptr()) == 0) {
        refuse(from, name, "int");
    }
    const std::int64_t number = PyLong_AsLongLong(from.ptr());
    if (PyErr_Occurred() != nullptr || number < least || number > most) {
        PyErr_Clear();
        refuse_size(name);
    }
    return number;
}

std::uint64_t unsigned_number(py::handle from, std::uint64_t most, const char* name) {
    if (PyLong_Check(from.ptr()) == 0) {
        refuse(from, name, "int");
    }
    const std::uint64_t number = PyLong_AsUnsignedLongLong(from.ptr());
    if (PyErr_Occurred() != nullptr || number > most) {
        PyErr_Clear();
        refuse_size(name);
    }
    return number;
}

void read(py::handle from, double& to, const char* name) {
    if (PyFloat_Check(from.ptr()) == 0 && PyLong_Check(from.ptr()) == 0) {
        refuse(from, name, "float");
    }
    to = PyFloat_AsDouble(from.ptr());
    if (PyErr_Occurred() != nullptr) {
        PyErr_Clear();
        refuse_size(name);
    }
}

void read(py::handle from, float& to, const char* name) {
    double number = 0.0;
    read(from, number, name);
    to = static_cast<float>(number);
}

void read(py::handle from, std::string& to, const char* name) {
    if (PyUnicode_Check(from.ptr()) == 0) {
        refuse(from, name, "str");
    }
    py::ssize_t size = 0;
    const char* const text = PyUnicode_AsUTF8AndSize(from.ptr(), &size);
    if (text == nullptr) {
        PyErr_Clear();  // its exception holds the whole text
        throw py::value_error(sentence(name, "it has a character that is no text"));
    }
    to.assign(text, static_cast<std::size_t>(size));
}

void read_bytes(py::handle from, std::string& to, const char* name) {
    char* data = nullptr;
    py::ssize_t size = 0;
    if (PyBytes_Check(from.ptr()) == 0) {
        refuse(from, name, "bytes");
    }
    if (PyBytes_AsStringAndSize(from.ptr(), &data, &size) != 0) {
        throw py::error_already_set();
    }
    to.assign(data, static_cast<std::size_t>(size));
}

py::object made(const std::string& from) {
    auto text = py::reinterpret_steal<py::object>(
        PyUnicode_DecodeUTF8(from.data(), static_cast<py::ssize_t>(from.size()), "replace"));
    if (!text) {
        throw py::error_already_set();
    }
    return text;
}

py::object bytes_made(const std::string& from) {
    return py::bytes(from);
}

}  // namespace klieg::zego::python
