// Loading: the library, what it turned out to be, and why it could not be used.

#include <pybind11/gil_safe_call_once.h>
#include <pybind11/native_enum.h>
#include <pybind11/stl/filesystem.h>

#include <array>
#include <cstring>
#include <exception>
#include <string>
#include <utility>

#include "zego/errors.h"
#include "zego/layout.h"
#include "zego/library.h"
#include "zego/probe.h"
#include "zego/python/handle_type.h"

namespace klieg::zego::python {

namespace {

// What Python calls our exceptions.
struct ErrorTypes {
    py::object library;
    py::object missing_function;
    py::object closed;
};

PYBIND11_CONSTINIT py::gil_safe_call_once_and_store<ErrorTypes> error_types;

// Unlike pybind11's own translation, this keeps a path that is not UTF-8 as Python does.
void raise(const py::object& type, const char* words) {
    const auto size = static_cast<py::ssize_t>(std::strlen(words));
    const auto sentence =
        py::reinterpret_steal<py::object>(PyUnicode_DecodeUTF8(words, size, "surrogateescape"));
    PyErr_SetObject(type.ptr(), sentence.ptr());
}

void translate(std::exception_ptr thrown) {
    const ErrorTypes& types = error_types.get_stored();
    try {
        std::rethrow_exception(std::move(thrown));
    } catch (const LibraryError& error) {
        raise(types.library, error.what());
    } catch (const MissingFunction& error) {
        raise(types.missing_function, error.what());
    } catch (const Closed& error) {
        raise(types.closed, error.what());
    }
}

py::frozenset missing_of(const Library& library) {
    py::set names;
    for (const std::string& name : library.missing()) {
        names.add(name);
    }
    return {names};
}

py::dict layout_of(const std::vector<StructLayout>& structs) {
    py::dict made;
    for (const StructLayout& one : structs) {
        py::dict fields;
        for (const auto& [name, offset] : one.fields) {
            fields[name] = offset;
        }
        py::dict facts;
        facts["size"] = one.size;
        facts["fields"] = fields;
        made[one.name] = facts;
    }
    return made;
}

py::dict layouts() {
    py::dict made;
    made["v1"] = layout_of(layout_of_v1());
    made["v2"] = layout_of(layout_of_v2());
    made["v3_25"] = layout_of(layout_of_v3_25());
    return made;
}

}  // namespace

void bind_library(py::module_& module) {
    error_types.call_once_and_store_result([&module] {
        return ErrorTypes{py::exception<LibraryError>(module, "LibraryError"),
                          py::exception<MissingFunction>(module, "MissingFunctionError"),
                          py::exception<Closed>(module, "ClosedError")};
    });
    py::register_exception_translator(&translate);

    py::native_enum<AbiVariant>(module, "AbiVariant", "enum.Enum",
                                "How the C interface of a ZEGO Express SDK is called.")
        .value("V1", AbiVariant::kV1)
        .value("V2", AbiVariant::kV2)
        .finalize();

    py::class_<LibraryInfo>(module, "LibraryInfo", "What a library file turned out to be.")
        .def_readonly("path", &LibraryInfo::path)
        .def_readonly("variant", &LibraryInfo::variant);

    const py::call_guard<py::gil_scoped_release> released;
    module.def("probe", &probe, py::arg("path"), py::pos_only(), released,
               "Load the library at ``path`` and tell which variant of the SDK it is.");

    py::class_<Library, std::shared_ptr<Library>>(module, "Library", "A loaded SDK.")
        .def_property_readonly("path", &Library::path)
        .def_property_readonly("variant", &Library::variant)
        .def_property_readonly(
            "version",
            [](const Library& library) {
                return py::reinterpret_steal<py::str>(PyUnicode_DecodeUTF8(
                    library.version().data(), static_cast<py::ssize_t>(library.version().size()),
                    "replace"));
            })
        .def_property_readonly("is_newer_than_tested", &Library::is_newer_than_tested)
        .def_property_readonly("missing", &missing_of)
        .def("create_handle", &Library::create_handle, py::kw_only(),
             py::arg("screen_frames") = false, released);
    module.def("load", &Library::load, py::arg("path"), py::pos_only(), released,
               "Load the library at ``path``, resolve it and ask for its version.");

    const py::dict members;
    members["size"] = py::type::of(py::int_(0));
    members["fields"] = py::type::of(py::dict());
    module.attr("StructLayout") =
        py::module_::import("typing").attr("TypedDict")("StructLayout", members);
    module.def("layouts", &layouts, "How this compiler lays out the SDK's structs.");
    const auto [major, minor, patch] = kTestedVersion;
    module.attr("TESTED_VERSION") =
        std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

}  // namespace klieg::zego::python
