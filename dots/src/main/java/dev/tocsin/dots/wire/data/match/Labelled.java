// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

/// A value with the name that YANG gives it: an enum, an identity or a bit.
public interface Labelled {

  String label();
}
