// What a handle is beside its functions: its queues and its end.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "zego/python/events.h"
#include "zego/python/handle_type.h"
#include "zego/python/sequences.h"
#include "zego/python_rows.h"

namespace klieg::zego::python {

namespace {

constexpr double kLongest = 3600.0;  // seconds

std::chrono::milliseconds wait_of(double timeout_s) {
    const double seconds = std::isfinite(timeout_s) ? timeout_s : kLongest;
    return std::chrono::milliseconds(std::lround(std::clamp(seconds, 0.0, kLongest) * 1000.0));
}

py::list take_events(Handle& handle, double timeout_s) {
    EventQueue::Events taken;
    {
        const py::gil_scoped_release released;
        taken = handle.mailbox().events.take(wait_of(timeout_s));
    }
    py::list events(taken.size());
    for (std::size_t number = 0; number < taken.size(); ++number) {
        events[number] = event_made(*taken[number]);
    }
    return events;
}

template <class Rings>
auto take_from(Rings& ring, double timeout_s) {
    const py::gil_scoped_release released;
    return ring.take(wait_of(timeout_s));
}

template <class Item>
py::list list_of(std::vector<std::shared_ptr<Item>> taken) {
    py::list items(taken.size());
    for (std::size_t number = 0; number < taken.size(); ++number) {
        items[number] = py::cast(std::move(taken[number]));
    }
    return items;
}

void wake(Handle& handle) {
    Mailbox& mailbox = handle.mailbox();
    mailbox.events.wake();
    mailbox.frames.wake();
    mailbox.sounds.wake();
}

}  // namespace

void bind_queues(HandleType& type) {
    const py::call_guard<py::gil_scoped_release> released;
    type.def("destroy", &Handle::destroy, released)
        .def_property_readonly("is_destroyed", &Handle::is_destroyed)
        .def("take_events", &take_events, py::arg("timeout_s"), py::pos_only())
        .def(
            "take_frames",
            [](Handle& handle, double timeout_s) {
                return list_of(take_from(handle.mailbox().frames, timeout_s));
            },
            py::arg("timeout_s"), py::pos_only())
        .def(
            "take_sounds",
            [](Handle& handle, double timeout_s) {
                return list_of(take_from(handle.mailbox().sounds, timeout_s));
            },
            py::arg("timeout_s"), py::pos_only())
        .def_property_readonly("dropped",
                               [](Handle& handle) {
                                   const Mailbox& mailbox = handle.mailbox();
                                   TupleMaker counts(type_row::kDropped, 3);
                                   counts.add(made(mailbox.events.dropped()));
                                   counts.add(made(mailbox.frames.dropped()));
                                   counts.add(made(mailbox.sounds.dropped()));
                                   return counts.done();
                               })
        .def("wake", &wake, released);
}

}  // namespace klieg::zego::python
