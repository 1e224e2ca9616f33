#pragma once

#include <stdint.h>

namespace satchel {

// What a kit shows to those around it.
enum class Sign : uint8_t {
  kListening,  // the sensor collects
  kStoring,    // a sample is being kept
  kSending,    // something that a sensor led to leaves the kit
  kTrouble,    // `satchel kit info` knows what
};

// The port to lamps, a display, a buzzer.
//
// What a driver promises: when show() returns, the sign can be seen (or has gone), so that a caller
// who shows first and acts then has shown it before. Signs are independent of each other.
class Feedback {
 public:
  virtual void show(Sign sign, bool on) = 0;
  // A decision's label by its number, and how sure, 0 to 255.
  virtual void decided(uint32_t label, uint8_t confidence) = 0;

 protected:
  ~Feedback() = default;
};

// The port to the button that stands for a person at the kit.
//
// What a driver promises: pressed() is true once for each press, however short, and never by
// anything that comes over a cable.
class Button {
 public:
  virtual bool pressed() = 0;

 protected:
  ~Button() = default;
};

}  // namespace satchel
