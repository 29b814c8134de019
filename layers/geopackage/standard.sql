-- SPDX-License-Identifier: GPL-3.0-or-later
-- The triggers that a plain GeoPackage may carry: those of the standard (OGC 12-128, versions 1.0 to
-- 1.4: R-tree, tile matrix, tiles, metadata) and the feature counter that GDAL and QGIS add.
-- {t} is the table, {c} its geometry column, {i} its primary key. How two triggers are compared, and
-- why the words of a literal do not count, stands in standard.py.

-- R-tree spatial index.
CREATE TRIGGER rtree_{t}_{c}_insert AFTER INSERT ON {t}
  WHEN (NEW.{c} NOT NULL AND NOT ST_IsEmpty(NEW.{c}))
BEGIN
  INSERT OR REPLACE INTO rtree_{t}_{c} VALUES (NEW.{i},
    ST_MinX(NEW.{c}), ST_MaxX(NEW.{c}), ST_MinY(NEW.{c}), ST_MaxY(NEW.{c}));
END

-- Up to version 1.3.
CREATE TRIGGER rtree_{t}_{c}_update1 AFTER UPDATE OF {c} ON {t}
  WHEN OLD.{i} = NEW.{i} AND (NEW.{c} NOTNULL AND NOT ST_IsEmpty(NEW.{c}))
BEGIN
  INSERT OR REPLACE INTO rtree_{t}_{c} VALUES (NEW.{i},
    ST_MinX(NEW.{c}), ST_MaxX(NEW.{c}), ST_MinY(NEW.{c}), ST_MaxY(NEW.{c}));
END

CREATE TRIGGER rtree_{t}_{c}_update2 AFTER UPDATE OF {c} ON {t}
  WHEN OLD.{i} = NEW.{i} AND (NEW.{c} ISNULL OR ST_IsEmpty(NEW.{c}))
BEGIN
  DELETE FROM rtree_{t}_{c} WHERE id = OLD.{i};
END

-- Up to version 1.2.0 (an error in the standard: UPDATE OF).
CREATE TRIGGER rtree_{t}_{c}_update3 AFTER UPDATE OF {c} ON {t}
  WHEN OLD.{i} != NEW.{i} AND (NEW.{c} NOTNULL AND NOT ST_IsEmpty(NEW.{c}))
BEGIN
  DELETE FROM rtree_{t}_{c} WHERE id = OLD.{i};
  INSERT OR REPLACE INTO rtree_{t}_{c} VALUES (NEW.{i},
    ST_MinX(NEW.{c}), ST_MaxX(NEW.{c}), ST_MinY(NEW.{c}), ST_MaxY(NEW.{c}));
END

-- Versions 1.2.1 to 1.3.
CREATE TRIGGER rtree_{t}_{c}_update3 AFTER UPDATE ON {t}
  WHEN OLD.{i} != NEW.{i} AND (NEW.{c} NOTNULL AND NOT ST_IsEmpty(NEW.{c}))
BEGIN
  DELETE FROM rtree_{t}_{c} WHERE id = OLD.{i};
  INSERT OR REPLACE INTO rtree_{t}_{c} VALUES (NEW.{i},
    ST_MinX(NEW.{c}), ST_MaxX(NEW.{c}), ST_MinY(NEW.{c}), ST_MaxY(NEW.{c}));
END

CREATE TRIGGER rtree_{t}_{c}_update4 AFTER UPDATE ON {t}
  WHEN OLD.{i} != NEW.{i} AND (NEW.{c} ISNULL OR ST_IsEmpty(NEW.{c}))
BEGIN
  DELETE FROM rtree_{t}_{c} WHERE id IN (OLD.{i}, NEW.{i});
END

-- From version 1.4: update5 replaces update3, update6 and update7 replace update1.
CREATE TRIGGER rtree_{t}_{c}_update5 AFTER UPDATE ON {t}
  WHEN OLD.{i} != NEW.{i} AND (NEW.{c} NOTNULL AND NOT ST_IsEmpty(NEW.{c}))
BEGIN
  DELETE FROM rtree_{t}_{c} WHERE id = OLD.{i};
  INSERT OR REPLACE INTO rtree_{t}_{c} VALUES (NEW.{i},
    ST_MinX(NEW.{c}), ST_MaxX(NEW.{c}), ST_MinY(NEW.{c}), ST_MaxY(NEW.{c}));
END

CREATE TRIGGER rtree_{t}_{c}_update6 AFTER UPDATE OF {c} ON {t}
  WHEN OLD.{i} = NEW.{i} AND (NEW.{c} NOTNULL AND NOT ST_IsEmpty(NEW.{c}))
    AND (OLD.{c} NOTNULL AND NOT ST_IsEmpty(OLD.{c}))
BEGIN
  UPDATE rtree_{t}_{c} SET minx = ST_MinX(NEW.{c}), maxx = ST_MaxX(NEW.{c}),
    miny = ST_MinY(NEW.{c}), maxy = ST_MaxY(NEW.{c}) WHERE id = NEW.{i};
END

CREATE TRIGGER rtree_{t}_{c}_update7 AFTER UPDATE OF {c} ON {t}
  WHEN OLD.{i} = NEW.{i} AND (NEW.{c} NOTNULL AND NOT ST_IsEmpty(NEW.{c}))
    AND (OLD.{c} ISNULL OR ST_IsEmpty(OLD.{c}))
BEGIN
  INSERT INTO rtree_{t}_{c} VALUES (NEW.{i},
    ST_MinX(NEW.{c}), ST_MaxX(NEW.{c}), ST_MinY(NEW.{c}), ST_MaxY(NEW.{c}));
END

CREATE TRIGGER rtree_{t}_{c}_delete AFTER DELETE ON {t}
  WHEN OLD.{c} NOT NULL
BEGIN
  DELETE FROM rtree_{t}_{c} WHERE id = OLD.{i};
END

-- Feature counter of GDAL and QGIS, of today and of GDAL 2.
CREATE TRIGGER trigger_insert_feature_count_{t} AFTER INSERT ON {t}
BEGIN
  UPDATE gpkg_ogr_contents SET feature_count = feature_count + 1 WHERE lower(table_name) = lower('{t}');
END

CREATE TRIGGER trigger_delete_feature_count_{t} AFTER DELETE ON {t}
BEGIN
  UPDATE gpkg_ogr_contents SET feature_count = feature_count - 1 WHERE lower(table_name) = lower('{t}');
END

CREATE TRIGGER trigger_insert_feature_count_{t} AFTER INSERT ON {t}
BEGIN
  UPDATE gpkg_ogr_contents SET feature_count = feature_count + 1 WHERE table_name = '{t}';
END

CREATE TRIGGER trigger_delete_feature_count_{t} AFTER DELETE ON {t}
BEGIN
  UPDATE gpkg_ogr_contents SET feature_count = feature_count - 1 WHERE table_name = '{t}';
END

-- Tile matrix.
CREATE TRIGGER gpkg_tile_matrix_zoom_level_insert BEFORE INSERT ON gpkg_tile_matrix FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'cannot be less than 0') WHERE (NEW.zoom_level < 0);
END

CREATE TRIGGER gpkg_tile_matrix_zoom_level_update BEFORE UPDATE OF zoom_level ON gpkg_tile_matrix FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'cannot be less than 0') WHERE (NEW.zoom_level < 0);
END

CREATE TRIGGER gpkg_tile_matrix_matrix_width_insert BEFORE INSERT ON gpkg_tile_matrix FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'cannot be less than 1') WHERE (NEW.matrix_width < 1);
END

CREATE TRIGGER gpkg_tile_matrix_matrix_width_update BEFORE UPDATE OF matrix_width ON gpkg_tile_matrix FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'cannot be less than 1') WHERE (NEW.matrix_width < 1);
END

CREATE TRIGGER gpkg_tile_matrix_matrix_height_insert BEFORE INSERT ON gpkg_tile_matrix FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'cannot be less than 1') WHERE (NEW.matrix_height < 1);
END

CREATE TRIGGER gpkg_tile_matrix_matrix_height_update BEFORE UPDATE OF matrix_height ON gpkg_tile_matrix FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'cannot be less than 1') WHERE (NEW.matrix_height < 1);
END

CREATE TRIGGER gpkg_tile_matrix_pixel_x_size_insert BEFORE INSERT ON gpkg_tile_matrix FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'must be greater than 0') WHERE NOT (NEW.pixel_x_size > 0);
END

CREATE TRIGGER gpkg_tile_matrix_pixel_x_size_update BEFORE UPDATE OF pixel_x_size ON gpkg_tile_matrix FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'must be greater than 0') WHERE NOT (NEW.pixel_x_size > 0);
END

CREATE TRIGGER gpkg_tile_matrix_pixel_y_size_insert BEFORE INSERT ON gpkg_tile_matrix FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'must be greater than 0') WHERE NOT (NEW.pixel_y_size > 0);
END

CREATE TRIGGER gpkg_tile_matrix_pixel_y_size_update BEFORE UPDATE OF pixel_y_size ON gpkg_tile_matrix FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'must be greater than 0') WHERE NOT (NEW.pixel_y_size > 0);
END

-- Tiles (a raster beside the layers), as GDAL writes them.
CREATE TRIGGER {t}_zoom_insert BEFORE INSERT ON {t} FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'zoom level not specified')
  WHERE NOT (NEW.zoom_level IN (SELECT zoom_level FROM gpkg_tile_matrix WHERE lower(table_name) = lower('{t}')));
END

CREATE TRIGGER {t}_zoom_update BEFORE UPDATE OF zoom_level ON {t} FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'zoom level not specified')
  WHERE NOT (NEW.zoom_level IN (SELECT zoom_level FROM gpkg_tile_matrix WHERE lower(table_name) = lower('{t}')));
END

CREATE TRIGGER {t}_tile_column_insert BEFORE INSERT ON {t} FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'cannot be less than 0') WHERE (NEW.tile_column < 0);
  SELECT RAISE(ABORT, 'must be less than matrix_width') WHERE NOT (NEW.tile_column < (
    SELECT matrix_width FROM gpkg_tile_matrix WHERE lower(table_name) = lower('{t}') AND zoom_level = NEW.zoom_level));
END

CREATE TRIGGER {t}_tile_column_update BEFORE UPDATE OF tile_column ON {t} FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'cannot be less than 0') WHERE (NEW.tile_column < 0);
  SELECT RAISE(ABORT, 'must be less than matrix_width') WHERE NOT (NEW.tile_column < (
    SELECT matrix_width FROM gpkg_tile_matrix WHERE lower(table_name) = lower('{t}') AND zoom_level = NEW.zoom_level));
END

CREATE TRIGGER {t}_tile_row_insert BEFORE INSERT ON {t} FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'cannot be less than 0') WHERE (NEW.tile_row < 0);
  SELECT RAISE(ABORT, 'must be less than matrix_height') WHERE NOT (NEW.tile_row < (
    SELECT matrix_height FROM gpkg_tile_matrix WHERE lower(table_name) = lower('{t}') AND zoom_level = NEW.zoom_level));
END

CREATE TRIGGER {t}_tile_row_update BEFORE UPDATE OF tile_row ON {t} FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'cannot be less than 0') WHERE (NEW.tile_row < 0);
  SELECT RAISE(ABORT, 'must be less than matrix_height') WHERE NOT (NEW.tile_row < (
    SELECT matrix_height FROM gpkg_tile_matrix WHERE lower(table_name) = lower('{t}') AND zoom_level = NEW.zoom_level));
END

-- Metadata, up to version 1.2 of the standard (files of QGIS 2 and early QGIS 3).
CREATE TRIGGER gpkg_metadata_md_scope_insert BEFORE INSERT ON gpkg_metadata FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'md_scope must be one of these') WHERE NOT (NEW.md_scope IN ('undefined', 'dataset'));
END

CREATE TRIGGER gpkg_metadata_md_scope_update BEFORE UPDATE OF md_scope ON gpkg_metadata FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'md_scope must be one of these') WHERE NOT (NEW.md_scope IN ('undefined', 'dataset'));
END

CREATE TRIGGER gpkg_metadata_reference_reference_scope_insert
BEFORE INSERT ON gpkg_metadata_reference FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'must be one of these') WHERE NOT NEW.reference_scope IN ('geopackage', 'table');
END

CREATE TRIGGER gpkg_metadata_reference_reference_scope_update
BEFORE UPDATE OF reference_scope ON gpkg_metadata_reference FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'must be one of these') WHERE NOT NEW.reference_scope IN ('geopackage', 'table');
END

CREATE TRIGGER gpkg_metadata_reference_column_name_insert
BEFORE INSERT ON gpkg_metadata_reference FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'column name must be NULL')
  WHERE (NEW.reference_scope IN ('geopackage', 'table') AND NEW.column_name IS NOT NULL);
  SELECT RAISE(ABORT, 'column name must be defined')
  WHERE (NEW.reference_scope IN ('column', 'row/col') AND NOT NEW.table_name IN (
    SELECT name FROM SQLITE_MASTER WHERE type = 'table' AND name = NEW.table_name
    AND sql LIKE ('%' || NEW.column_name || '%')));
END

CREATE TRIGGER gpkg_metadata_reference_column_name_update
BEFORE UPDATE OF column_name ON gpkg_metadata_reference FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'column name must be NULL')
  WHERE (NEW.reference_scope IN ('geopackage', 'table') AND NEW.column_name IS NOT NULL);
  SELECT RAISE(ABORT, 'column name must be defined')
  WHERE (NEW.reference_scope IN ('column', 'row/col') AND NOT NEW.table_name IN (
    SELECT name FROM SQLITE_MASTER WHERE type = 'table' AND name = NEW.table_name
    AND sql LIKE ('%' || NEW.column_name || '%')));
END

CREATE TRIGGER gpkg_metadata_reference_row_id_value_insert
BEFORE INSERT ON gpkg_metadata_reference FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'row_id_value must be NULL')
  WHERE NEW.reference_scope IN ('geopackage', 'table') AND NEW.row_id_value IS NOT NULL;
END

CREATE TRIGGER gpkg_metadata_reference_row_id_value_update
BEFORE UPDATE OF row_id_value ON gpkg_metadata_reference FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'row_id_value must be NULL')
  WHERE NEW.reference_scope IN ('geopackage', 'table') AND NEW.row_id_value IS NOT NULL;
END

CREATE TRIGGER gpkg_metadata_reference_row_id_value_insert
BEFORE INSERT ON gpkg_metadata_reference FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'row_id_value must be NULL')
  WHERE NEW.reference_scope IN ('geopackage', 'table') AND NEW.row_id_value IS NOT NULL;
  SELECT RAISE(ABORT, 'row_id_value must exist')
  WHERE NEW.reference_scope IN ('row', 'row/col') AND NOT EXISTS (
    SELECT rowid FROM (SELECT NEW.table_name AS table_name) WHERE rowid = NEW.row_id_value);
END

CREATE TRIGGER gpkg_metadata_reference_row_id_value_update
BEFORE UPDATE OF row_id_value ON gpkg_metadata_reference FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'row_id_value must be NULL')
  WHERE NEW.reference_scope IN ('geopackage', 'table') AND NEW.row_id_value IS NOT NULL;
  SELECT RAISE(ABORT, 'row_id_value must exist')
  WHERE NEW.reference_scope IN ('row', 'row/col') AND NOT EXISTS (
    SELECT rowid FROM (SELECT NEW.table_name AS table_name) WHERE rowid = NEW.row_id_value);
END

CREATE TRIGGER gpkg_metadata_reference_timestamp_insert
BEFORE INSERT ON gpkg_metadata_reference FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'must be a valid time')
  WHERE NOT (NEW.timestamp GLOB 'yyyy-mm-dd' AND strftime('%s', NEW.timestamp) NOT NULL);
END

CREATE TRIGGER gpkg_metadata_reference_timestamp_update
BEFORE UPDATE OF timestamp ON gpkg_metadata_reference FOR EACH ROW
BEGIN
  SELECT RAISE(ABORT, 'must be a valid time')
  WHERE NOT (NEW.timestamp GLOB 'yyyy-mm-dd' AND strftime('%s', NEW.timestamp) NOT NULL);
END
