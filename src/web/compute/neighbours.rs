//! Nearest neighbours over the bridge, in pieces.

use wasm_bindgen::prelude::*;

use super::super::convert;
use super::arguments;
use super::core::{Core, JsResult};
use crate::evaluate::Neighbours;

fn not_begun() -> JsValue {
    arguments::not_begun("search for neighbours")
}

#[wasm_bindgen]
impl Core {
    /// Begins to seek the `count` nearest neighbours of each of these images; a search that was
    /// under way is dropped.
    #[wasm_bindgen(js_name = beginSearch)]
    pub fn begin_search(&mut self, images: JsValue, count: f64) -> JsResult<()> {
        let (images, _) = self.read_piece(&images, None, None)?;
        let count = arguments::count("count", count).map_err(convert::to_js_error)?;
        let search = Neighbours::new(images, count, &self.open.device);
        self.search = Some(search.map_err(convert::to_js_error)?);
        Ok(())
    }

    /// Looks through further images; indices count on.
    #[wasm_bindgen(js_name = searchImages)]
    pub async fn search_images(&mut self, images: JsValue, first_index: f64) -> JsResult<()> {
        let (images, _) = self.read_piece(&images, Some(first_index), None)?;
        let search = self.search.as_mut().ok_or_else(not_begun)?;
        let looked = search.look_through(&images, &self.open.device).await;
        looked.map_err(convert::to_js_error)
    }

    /// For each image a list of `{ index, distance }`, nearest first; the search is over.
    #[wasm_bindgen(js_name = endSearch)]
    pub fn end_search(&mut self) -> JsResult<JsValue> {
        let search = self.search.take().ok_or_else(not_begun)?;
        convert::to_js(&search.nearest())
    }

    /// Forgets a search that is under way.
    #[wasm_bindgen(js_name = dropSearch)]
    pub fn drop_search(&mut self) {
        self.search = None;
    }
}
