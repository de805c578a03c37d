// A native window with a canvas inside, and the pump that keeps it alive.
#pragma once

#include <windows.h>

#include <functional>

namespace klieg::trial {

class CanvasWindow {
public:
    // Must be made, used and ended on one thread.
    CanvasWindow();
    ~CanvasWindow();

    CanvasWindow(const CanvasWindow&) = delete;
    CanvasWindow& operator=(const CanvasWindow&) = delete;
    CanvasWindow(CanvasWindow&&) = delete;
    CanvasWindow& operator=(CanvasWindow&&) = delete;

    [[nodiscard]] HWND canvas() const { return canvas_; }

    // Where the canvas is on the screen, in pixels.
    [[nodiscard]] RECT place() const;

private:
    HWND frame_ = nullptr;
    HWND canvas_ = nullptr;
};

// Answers window messages until `is_done` or the time is over; tells which.
bool pump_until(const std::function<bool()>& is_done, int limit_ms);

}  // namespace klieg::trial
