#include "window.h"

#include <chrono>

namespace klieg::trial {

namespace {

constexpr int kLeftPx = 80;
constexpr int kTopPx = 60;
constexpr int kMarginPx = 20;
constexpr int kWidthPx = 640;
constexpr int kHeightPx = 360;
constexpr DWORD kTurnMs = 20;

constexpr const wchar_t* kClass = L"KliegTrial";

}  // namespace

CanvasWindow::CanvasWindow() {
    SetProcessDPIAware();
    WNDCLASSW kind{};
    kind.lpfnWndProc = DefWindowProcW;
    kind.hInstance = GetModuleHandleW(nullptr);
    kind.lpszClassName = kClass;
    kind.hbrBackground = static_cast<HBRUSH>(GetStockObject(GRAY_BRUSH));
    RegisterClassW(&kind);
    frame_ = CreateWindowExW(WS_EX_TOPMOST, kClass, L"Klieg trial", WS_POPUP | WS_VISIBLE, kLeftPx,
                             kTopPx, kWidthPx + 2 * kMarginPx, kHeightPx + 2 * kMarginPx, nullptr,
                             nullptr, kind.hInstance, nullptr);
    canvas_ = CreateWindowExW(0, kClass, L"", WS_CHILD | WS_VISIBLE, kMarginPx, kMarginPx, kWidthPx,
                              kHeightPx, frame_, nullptr, kind.hInstance, nullptr);
}

CanvasWindow::~CanvasWindow() {
    DestroyWindow(frame_);
    UnregisterClassW(kClass, GetModuleHandleW(nullptr));
}

RECT CanvasWindow::place() const {
    RECT result{};
    GetWindowRect(canvas_, &result);
    return result;
}

bool pump_until(const std::function<bool()>& is_done, int limit_ms) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(limit_ms);
    while (!is_done()) {
        if (std::chrono::steady_clock::now() > end) {
            return false;
        }
        MsgWaitForMultipleObjects(0, nullptr, FALSE, kTurnMs, QS_ALLINPUT);
        MSG message{};
        while (PeekMessageW(&message, nullptr, 0, 0, PM_REMOVE) != 0) {
            TranslateMessage(&message);
            DispatchMessageW(&message);
        }
    }
    return true;
}

}  // namespace klieg::trial
