// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire;

/// A version of an information resource (RFC 7285 §10.3). Equal only if both parts are, byte for
/// byte.
public record VersionTag(String resourceId, String tag) {

  public VersionTag {
    if (!Names.isResourceId(resourceId)) {
      throw new IllegalArgumentException("resource id '" + resourceId + "'");
    }
    if (!Names.isTag(tag)) throw new IllegalArgumentException("tag '" + tag + "'");
  }
}
