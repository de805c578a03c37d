// The Python side of the ZEGO binding; its stub is app/engine/zego/_express.pyi.

#include <pybind11/pybind11.h>

#include "zego/python/convert.h"
#include "zego/python/handle_type.h"

using klieg::zego::python::HandleType;

PYBIND11_MODULE(_express, module) {
    module.doc() = "The ZEGO Express SDK, found by path and looked at before it is called.";

    klieg::zego::python::make_types(module);
    klieg::zego::python::bind_media(module);
    HandleType handle(module, "Handle", "One engine of the SDK.");
    klieg::zego::python::bind_queues(handle);
    klieg::zego::python::bind_calls_0(handle);
    klieg::zego::python::bind_calls_1(handle);
    klieg::zego::python::bind_calls_2(handle);
    klieg::zego::python::bind_calls_3(handle);
    klieg::zego::python::bind_special_calls(handle);
    klieg::zego::python::bind_library(module);
}
