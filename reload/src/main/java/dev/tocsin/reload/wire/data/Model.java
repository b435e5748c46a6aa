// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.data;

/// What several values of one kind at one place are to each other.
public enum Model {
  /// There is one at most.
  SINGLE,
  /// They are numbered from 0.
  ARRAY,
  /// Each has a key.
  DICTIONARY
}
