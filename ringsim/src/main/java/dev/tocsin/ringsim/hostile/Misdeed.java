// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

/// What a bad peer does. It stays in the ring meanwhile: it answers its neighbours as it should.
public enum Misdeed {
  /// Passes nothing on.
  DROP,
  /// Passes messages to somebody by chance.
  MISROUTE,
  /// Changes values that it keeps, and answers that it passes on.
  FORGE,
  /// Sends what it heard once more.
  REPLAY,
  /// Answers what others are asked.
  IMPERSONATE,
  /// Answers with the first value of a place, whatever was stored there since.
  STALE,
  /// Sends parts of messages that never become whole.
  FLOOD,
  /// Tells its neighbours of peers that are not there.
  LIE,
  /// Stores and removes at others' places.
  USURP
}
