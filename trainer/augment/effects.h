#pragma once

#include <cstdint>
#include <span>

#include "trainer/augment/random.h"
#include "trainer/augment/settings.h"

namespace satchel {

// The single changes that Augmenter puts together. All work on samples at 16 kHz, in units of
// 16-bit steps, in place or from `in` to `out` of the same length.

inline double from_decibels(double db) {
  return std::pow(10.0, db / 20);
}

// `in` played `speed` times as fast and `shift` samples later (earlier if negative), around its
// middle; silence where there is nothing to play.
void move(std::span<const std::int16_t> in, double speed, double shift, std::span<float> out);

// Makes the level waver along a word, rise at its start and fall towards its end, as people's does
// and a synthesiser's does not. Around the word there must be silence.
void phrase(std::span<float> samples, Random& random);

// Adds the echo of a room: a few early reflections, then a diffuse tail that falls by 60 dB in
// `seconds`; all of it `level_db` against the direct sound.
void add_echo(std::span<float> samples, double seconds, double level_db, Random& random);

// Power of the part where somebody speaks: the mean over 20 ms frames within 20 dB of the loudest.
double speech_power(std::span<const float> samples);
double mean_power(std::span<const float> samples);

// A cut of a recording at a random place, wrapped around when it is too short.
void cut_noise(std::span<const std::int16_t> recording, Random& random, std::span<float> out);

// Computed noise, mean power 1: any tilt from rumble to hiss, steady or swelling, with tones and
// knocks in some of it.
void make_noise(Random& random, std::span<float> out);

// A cheap microphone: band limits, one resonance, a tilt, soft clipping of the loudest.
void through_microphone(std::span<float> samples, Random& random);

// Rounds and saturates.
void to_pcm16(std::span<const float> in, double gain, std::span<std::int16_t> out);

}  // namespace satchel
