// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.triggers.thresholds;

import java.util.OptionalLong;

/// What the kernel says at one moment. Absent: not asked for, or the kernel does not tell.
///
/// @param packets received since the interface is up
/// @param bytes received since the interface is up
/// @param connections established now
/// @param halfOpen waiting for the end of their handshake now
/// @param sources different peer addresses now
public record Sample(
    OptionalLong packets,
    OptionalLong bytes,
    OptionalLong connections,
    OptionalLong halfOpen,
    OptionalLong sources) {}
