// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

import dev.tocsin.dots.wire.data.match.Matches;

/// One entry of an ACL: which packets, and what happens to them.
///
/// @param name 1 to 64 characters, unique in its list
/// @param statistics only in what a server tells
public record Ace(String name, Matches matches, Actions actions, Statistics statistics) {

  public Ace {
    if (name.isEmpty() || name.length() > Acl.NAME_CHARS_MAX) {
      throw new IllegalArgumentException("an ACE's name of " + name.length() + " characters");
    }
  }

  public Ace(String name, Matches matches, Actions actions) {
    this(name, matches, actions, Statistics.UNKNOWN);
  }

  public Ace withStatistics(Statistics measured) {
    return new Ace(name, matches, actions, measured);
  }
}
