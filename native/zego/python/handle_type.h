// The Python type of a handle, filled by several files so that they compile side by side.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>

#include "zego/handle.h"

namespace klieg::zego::python {

namespace py = pybind11;

using HandleType = py::class_<Handle, std::shared_ptr<Handle>>;

void bind_calls_0(HandleType& type);
void bind_calls_1(HandleType& type);
void bind_calls_2(HandleType& type);
void bind_calls_3(HandleType& type);
void bind_special_calls(HandleType& type);
void bind_queues(HandleType& type);

// Frame, Sound and their sources.
void bind_media(const py::module_& module);

// Library and what it throws.
void bind_library(py::module_& module);

}  // namespace klieg::zego::python
