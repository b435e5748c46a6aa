// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.access;

import dev.tocsin.alto.core.service.Catalog;

/// What some clients see.
///
/// @param view its name
public record Offered(String view, Admission admission, Catalog catalog) {}
