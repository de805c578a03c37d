// What the binding's events say, written into the journal on one thread, as in the app.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <thread>

#include "journal.h"
#include "zego/handle.h"

namespace klieg::trial {

// Takes events from a handle until it is ended.
class NoteTaker {
public:
    // Pictures of snapshots are written into `folder`.
    NoteTaker(std::shared_ptr<zego::Handle> handle, Journal& journal, std::filesystem::path folder);
    ~NoteTaker();

    NoteTaker(const NoteTaker&) = delete;
    NoteTaker& operator=(const NoteTaker&) = delete;
    NoteTaker(NoteTaker&&) = delete;
    NoteTaker& operator=(NoteTaker&&) = delete;

private:
    void note(const zego::Event& event);

    std::shared_ptr<zego::Handle> handle_;
    Journal& journal_;
    std::filesystem::path folder_;
    std::atomic<bool> ended_ = false;
    std::thread thread_;
};

}  // namespace klieg::trial
