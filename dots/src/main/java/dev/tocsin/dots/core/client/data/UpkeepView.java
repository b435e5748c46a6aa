// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.data;

/// How far a server is in step with the resource file.
///
/// @param detail in words; why, if it is not
public record UpkeepView(boolean isInStep, String detail) {}
