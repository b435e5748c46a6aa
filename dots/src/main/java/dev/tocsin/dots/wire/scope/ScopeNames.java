// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.scope;

import dev.tocsin.base.bytes.WireException;
import java.net.URI;
import java.net.URISyntaxException;

/// The syntax of names in a scope. What they resolve to is not looked at here.
public final class ScopeNames {

  private static final int LABEL_MAX = 63;
  private static final int NAME_MAX = 253;

  private ScopeNames() {}

  /// RFC 1123 §2.1 names, with underscores as the DNS allows them; internationalised names come as
  /// A-labels (RFC 5890).
  public static String fqdn(String name) {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (bare.isEmpty()) throw new WireException("an empty name");
    if (bare.length() > NAME_MAX) throw notAName(name);
    int labelStart = 0;
    for (int i = 0; i <= bare.length(); i++) {
      if (i == bare.length() || bare.charAt(i) == '.') {
        checkLabel(name, bare, labelStart, i);
        labelStart = i + 1;
      }
    }
    // RFC 1123 §2.1: the last label of a name is never all numeric, that of an address is.
    int last = bare.lastIndexOf('.') + 1;
    if (bare.substring(last).chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new WireException("'" + name + "' is a number or an address, not a name");
    }
    return name;
  }

  /// RFC 3986: the host of the authority is what a mitigation is about, so there must be one.
  public static String uri(String text) {
    if (text.isEmpty()) throw new WireException("an empty URI");
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new WireException("'" + shown(text) + "' is not a URI: " + e.getReason(), e);
    }
    if (uri.getScheme() == null || uri.getHost() == null || uri.getPort() > 65_535) {
      throw new WireException("'" + shown(text) + "' is not a URI like https://www.example.com");
    }
    return text;
  }

  public static String alias(String name) {
    if (name.isEmpty()) throw new WireException("an empty name");
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new WireException("a name with control characters");
    }
    return name;
  }

  private static void checkLabel(String name, String bare, int from, int to) {
    boolean sound = to > from && to - from <= LABEL_MAX;
    sound = sound && bare.charAt(from) != '-' && bare.charAt(to - 1) != '-';
    for (int i = from; sound && i < to; i++) sound = isLabelCharacter(bare.charAt(i));
    if (!sound) throw notAName(name);
  }

  private static boolean isLabelCharacter(char c) {
    boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return isLetter || (c >= '0' && c <= '9') || c == '-' || c == '_';
  }

  private static WireException notAName(String name) {
    return new WireException("'" + shown(name) + "' is not a name like www.example.com");
  }

  private static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
