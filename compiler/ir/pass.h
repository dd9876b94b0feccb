// SPDX-License-Identifier: Apache-2.0
// The passes of a compilation, told to whoever times them or looks at what they make.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace nasg::ir {

/// Is told of passes as they begin and end; a pass may run within another.
class PassObserver {
 public:
  virtual ~PassObserver() = default;
  /// `subject` is what the pass works on: a file, a space, a function of native code.
  virtual void begin(std::string_view pass, std::string_view subject) = 0;
  /// What the running pass has made of it: only an observer that wants the text calls for it.
  virtual void made(const std::function<std::string()>& text) = 0;
  virtual void end() = 0;
};

/// A pass, as long as it lives. Does nothing without an observer.
class Pass {
 public:
  Pass(PassObserver* observer, std::string_view name, std::string_view subject) : observer_(observer) {
    if (observer_) observer_->begin(name, subject);
  }
  ~Pass() {
    if (observer_) observer_->end();
  }
  Pass(const Pass&) = delete;
  Pass& operator=(const Pass&) = delete;

  template <class Text>
  void made(const Text& text) const {
    if (observer_) observer_->made(text);
  }

 private:
  PassObserver* observer_;
};

}  // namespace nasg::ir
