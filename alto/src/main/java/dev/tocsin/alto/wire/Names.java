// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire;

import java.util.regex.Pattern;

/// What names may look like. A test of a name never throws.
public final class Names {

  // RFC 7285 §10.1: the dot is reserved and stands only where an extension says.
  private static final Pattern PID = Pattern.compile("[A-Za-z0-9:@_.-]{1,64}");
  // RFC 7285 §10.3
  private static final Pattern TAG = Pattern.compile("[\\x21-\\x7E]{1,64}");
  // RFC 7285 §10.4
  private static final Pattern ADDRESS_TYPE = Pattern.compile("[A-Za-z0-9]{1,32}");
  // RFC 7285 §10.6
  private static final Pattern COST_METRIC = Pattern.compile("[A-Za-z0-9:_.-]{1,32}");
  // RFC 9274 §3.1
  private static final Pattern COST_MODE = Pattern.compile("[A-Za-z0-9:_-]{1,32}");
  // RFC 7285 §10.8.1
  private static final Pattern PROPERTY_TYPE = Pattern.compile("[A-Za-z0-9:_-]{1,32}");

  // RFC 9240 §5.1.1: a colon stands behind "priv" only.
  private static final Pattern ENTITY_DOMAIN_TYPE =
      Pattern.compile("(?!.{65})(priv:)?[A-Za-z0-9_-]{1,64}");

  private static final String PRIVATE = "priv:";

  private Names() {}

  public static boolean isPid(String text) {
    return PID.matcher(text).matches();
  }

  /// RFC 7285 §10.2: as a PID's name.
  public static boolean isResourceId(String text) {
    return isPid(text);
  }

  public static boolean isTag(String text) {
    return TAG.matcher(text).matches();
  }

  public static boolean isAddressType(String text) {
    return ADDRESS_TYPE.matcher(text).matches();
  }

  public static boolean isCostMetric(String text) {
    return COST_METRIC.matcher(text).matches() && !text.equals(PRIVATE);
  }

  public static boolean isCostMode(String text) {
    return COST_MODE.matcher(text).matches() && !text.equals(PRIVATE);
  }

  public static boolean isPropertyType(String text) {
    return PROPERTY_TYPE.matcher(text).matches() && !text.equals(PRIVATE);
  }

  public static boolean isEntityDomainType(String text) {
    return ENTITY_DOMAIN_TYPE.matcher(text).matches();
  }

  /// For private use: anybody may choose it, no registry knows it.
  public static boolean isPrivate(String text) {
    return text.startsWith(PRIVATE) && text.length() > PRIVATE.length();
  }
}
