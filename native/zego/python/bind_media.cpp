// Pictures and sound, as buffers of Python.

#include <pybind11/native_enum.h>

#include <cstddef>

#include "zego/python/handle_type.h"
#include "zego/python/sequences.h"
#include "zego/python_rows.h"

namespace klieg::zego::python {

namespace {

py::buffer_info bytes_of(const void* data, std::size_t size) {
    // The memory is lent read-only: pybind11 asks for a pointer that is not const.
    return {const_cast<void*>(data),
            1,
            py::format_descriptor<unsigned char>::format(),
            1,
            {static_cast<py::ssize_t>(size)},
            {py::ssize_t{1}},
            true};
}

py::tuple strides_of(const Frame& frame) {
    const FrameShape& shape = frame.shape();
    py::tuple strides(shape.plane_count);
    for (std::size_t number = 0; number < shape.plane_count; ++number) {
        strides[number] = shape.planes.at(number).stride;
    }
    return strides;
}

py::tuple planes_of(const py::object& self) {
    const auto& shape = self.cast<const Frame&>().shape();
    const py::memoryview whole(self);
    py::tuple planes(shape.plane_count);
    for (std::size_t number = 0; number < shape.plane_count; ++number) {
        const Plane& plane = shape.planes.at(number);
        const auto begin = static_cast<py::ssize_t>(plane.offset);
        const auto end = begin + static_cast<py::ssize_t>(plane.stride * plane.rows);
        planes[number] = whole[py::slice(begin, end, 1)];
    }
    return planes;
}

template <auto Fact>
auto fact(const Frame& frame) {
    return frame.facts().*Fact;
}

void bind_frame(const py::module_& module) {
    py::class_<Frame, std::shared_ptr<Frame>>(module, "Frame", py::buffer_protocol(),
                                              "A picture of the SDK.")
        .def_buffer([](Frame& frame) { return bytes_of(frame.data(), frame.shape().size); })
        .def_property_readonly("source", &fact<&FrameFacts::source>)
        .def_property_readonly("stream_id",
                               [](const Frame& frame) { return made(frame.facts().stream_id); })
        .def_property_readonly("channel", &fact<&FrameFacts::channel>)
        .def_property_readonly("format",
                               [](const Frame& frame) {
                                   return enum_made(enum_row::kVideoFrameFormat,
                                                    frame.facts().format);
                               })
        .def_property_readonly("width_px", &fact<&FrameFacts::width_px>)
        .def_property_readonly("height_px", &fact<&FrameFacts::height_px>)
        .def_property_readonly("rotation", &fact<&FrameFacts::rotation>)
        .def_property_readonly("flip_mode",
                               [](const Frame& frame) {
                                   return enum_made(enum_row::kVideoFlipMode,
                                                    frame.facts().flip_mode);
                               })
        .def_property_readonly("received_at_us", &fact<&FrameFacts::received_at_us>)
        .def_property_readonly("strides", &strides_of)
        .def_property_readonly("planes", &planes_of);
}

void bind_sound(const py::module_& module) {
    py::class_<Sound, std::shared_ptr<Sound>>(module, "Sound", py::buffer_protocol(),
                                              "A stretch of sound of the SDK.")
        .def_buffer(
            [](Sound& sound) { return bytes_of(sound.samples.data(), sound.samples.size()); })
        .def_readonly("source", &Sound::source)
        .def_property_readonly("stream_id",
                               [](const Sound& sound) { return made(sound.stream_id); })
        .def_readonly("sample_rate_hz", &Sound::sample_rate_hz)
        .def_readonly("channels", &Sound::channels)
        .def_readonly("received_at_us", &Sound::received_at_us);
}

}  // namespace

void bind_media(const py::module_& module) {
    py::native_enum<FrameSource>(module, "FrameSource", "enum.Enum", "Where a frame comes from.")
        .value("REMOTE", FrameSource::kRemote)
        .value("CAPTURED", FrameSource::kCaptured)
        .value("SCREEN", FrameSource::kScreen)
        .finalize();
    py::native_enum<SoundSource>(module, "SoundSource", "enum.Enum", "Where sound comes from.")
        .value("CAPTURED", SoundSource::kCaptured)
        .value("PLAYBACK", SoundSource::kPlayback)
        .value("MIXED", SoundSource::kMixed)
        .value("PLAYER", SoundSource::kPlayer)
        .finalize();
    bind_frame(module);
    bind_sound(module);
}

}  // namespace klieg::zego::python
