call keep_record('devices_breathtester', array['free:in_service', 'free:name']);
call keep_record('devices_calibration');
