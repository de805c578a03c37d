// Events, as named tuples.
#pragma once

#include "zego/event.h"
#include "zego/python/convert.h"

namespace klieg::zego::python {

py::object event_made(const Event& from);

}  // namespace klieg::zego::python
