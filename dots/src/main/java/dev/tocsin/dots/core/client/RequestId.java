// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client;

/// One request on one connection; for an observation also its later notifications.
public record RequestId(long value) {}
