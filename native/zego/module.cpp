// The Python side of the ZEGO binding; its stub is app/engine/zego/_express.pyi.

#include <pybind11/gil_safe_call_once.h>
#include <pybind11/native_enum.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl/filesystem.h>

#include <cstring>
#include <exception>
#include <utility>

#include "zego/probe.h"
#include "zego/shared_library.h"

namespace py = pybind11;

using klieg::zego::AbiVariant;
using klieg::zego::LibraryError;
using klieg::zego::LibraryInfo;

namespace {

PYBIND11_CONSTINIT py::gil_safe_call_once_and_store<py::object> error_type;

// Unlike pybind11's own translation, this keeps a path that is not UTF-8 as Python does.
void translate(std::exception_ptr thrown) {
    try {
        std::rethrow_exception(std::move(thrown));
    } catch (const LibraryError& error) {
        const char* words = error.what();
        const auto size = static_cast<py::ssize_t>(std::strlen(words));
        const auto sentence =
            py::reinterpret_steal<py::object>(PyUnicode_DecodeUTF8(words, size, "surrogateescape"));
        PyErr_SetObject(error_type.get_stored().ptr(), sentence.ptr());
    }
}

}  // namespace

PYBIND11_MODULE(_express, module) {
    module.doc() = "The ZEGO Express SDK, found by path and looked at before it is called.";

    error_type.call_once_and_store_result(
        [&module] { return py::exception<LibraryError>(module, "LibraryError"); });
    py::register_exception_translator(&translate);

    py::native_enum<AbiVariant>(module, "AbiVariant", "enum.Enum",
                                "How the C interface of a ZEGO Express SDK is called.")
        .value("V1", AbiVariant::kV1)
        .value("V2", AbiVariant::kV2)
        .finalize();

    py::class_<LibraryInfo>(module, "LibraryInfo", "What a library file turned out to be.")
        .def_readonly("path", &LibraryInfo::path)
        .def_readonly("variant", &LibraryInfo::variant);

    module.def("probe", &klieg::zego::probe, py::arg("path"), py::pos_only(),
               py::call_guard<py::gil_scoped_release>(),
               "Load the library at ``path`` and tell which variant of the SDK it is.");
}
